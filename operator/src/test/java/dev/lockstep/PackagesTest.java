package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that installs what the build needs, with an `apt-get` that goes on for as long as a
/// file is missing.
final class PackagesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;

  PackagesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void leavesNothingBehindWhenItIsStopped() throws IOException, InterruptedException {
    Path policy = folder.resolve("root/usr/sbin/policy-rc.d");
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Files.createDirectories(policy.getParent());
    program("id", "echo 0");
    program(
        "apt-get",
        ": >'%1$s/started'; until [ -e '%1$s/go' ] || [ ! -d '%1$s' ]; do sleep 0.05; done");
    var builder =
        new ProcessBuilder(
            Checkout.root().resolve(".mvn/packages").toString(),
            "It needs",
            "no-such-program=none");
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("DPKG_ROOT", folder.resolve("root").toString());
    builder.environment().put("TMPDIR", temporary.toString());
    Process script = builder.redirectErrorStream(true).start();
    Await.until("apt-get runs", LIMIT, () -> Files.exists(folder.resolve("started")));
    assertThat(policy).as("what keeps daemons from being started").isExecutable();

    script.destroy();
    Files.createFile(folder.resolve("go"));

    assertThat(script.waitFor()).isEqualTo(128 + 15);
    assertThat(policy).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
  }

  private void program(String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body.formatted(folder) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.RunnerCommands;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The shell script that starts the program.
final class LauncherTest {
  private static final Path LAUNCHER = Checkout.root().resolve("operator/src/main/sh/lockstep");

  private final Path folder;

  LauncherTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void knowsWhichCommandsNeedNoneOfTheOperatorsJars() throws IOException {
    var names =
        Pattern.compile("(?m)^  (migrate \\|[^)]*)\\)$").matcher(Files.readString(LAUNCHER));

    assertThat(names.find()).isTrue();
    assertThat(List.of(names.group(1).split(" \\| ")))
        .containsExactlyInAnyOrderElementsOf(
            RunnerCommands.all(Map.of(), Clock.systemUTC()).keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "migrate --url x, lockstep.aot",
    "migrate --termination-log /x, lockstep-json.aot",
    "status --output json, lockstep-json.aot",
    "version --help, lockstep.aot"
  })
  void eachHasTheCacheThatFitsIt(String arguments, String cache)
      throws IOException, InterruptedException {
    install();

    assertThat(run(arguments)).contains("-XX:AOTCache=" + folder.resolve(cache));
  }

  @Test
  void theVersionNeedsNone() throws IOException, InterruptedException {
    install();

    assertThat(run("version")).doesNotContain("AOTCache").doesNotContain("picocli");
  }

  /// The JVM would run the classes of the cache.
  @Test
  void aCacheThatIsOlderThanTheProgramIsPassedOver() throws IOException, InterruptedException {
    Path jar = install();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plus(Duration.ofHours(1))));

    assertThat(run("migrate --url x")).contains("dev.lockstep.Main").doesNotContain("AOTCache");
  }

  /// Installs the program with a `java` that prints its command line.
  private Path install() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.createDirectories(folder.resolve("bin"));
    Files.copy(LAUNCHER, folder.resolve("bin/lockstep"));
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path jar = Files.writeString(folder.resolve("lib/lockstep.jar"), "");
    Files.writeString(folder.resolve("lockstep.aot"), "");
    Files.writeString(folder.resolve("lockstep-json.aot"), "");
    return jar;
  }

  private String run(String arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("sh", folder.resolve("bin/lockstep").toString()));
    command.addAll(List.of(arguments.split(" ")));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}

package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.runner.options.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Warnings about secret files that other users can read (W10).
final class FileAccessTest {
  private final List<String> warnings = new ArrayList<>();
  private final ProgressListener listener =
      new ProgressListener() {
        @Override
        public void tell(String line, @Nullable String confidential) {}

        @Override
        public void warn(String sentence, @Nullable String confidential) {
          warnings.add(sentence);
        }

        @Override
        public Duration pause(Duration elapsed) {
          return elapsed;
        }
      };

  private PostgresTarget target(Map<String, String> environment, String... options) {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--url=postgresql://db/shop", "--user=shop"));
    return ConnectionScene.options(all).target(environment, listener);
  }

  private static Path file(Path folder, String name, String rights) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "S3cr3tPw");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  @ParameterizedTest
  @DisplayName("W10: a password or key that others can read is warned of")
  @CsvSource({"rw-r--r--, 1", "rw-r-----, 1", "rw-----w-, 1", "rw-------, 0", "r--------, 0"})
  void whatOthersCanReadIsWarnedOf(String rights, int count, @TempDir Path folder)
      throws IOException {
    Path file = file(folder, "secret", rights);

    assertThat(target(Map.of(), "--password-file=" + file).password()).isEqualTo("S3cr3tPw");
    assertThat(warnings).hasSize(count).allMatch(line -> line.contains("chmod 600"));
    warnings.clear();
    target(Map.of("PGPASSFILE", "/none"), "--tls-cert=" + file, "--tls-key=" + file);
    assertThat(warnings).hasSize(count).allMatch(line -> line.contains(file.toString()));
  }

  @Test
  @DisplayName("W10: a mounted Secret is the kubelet's")
  void aMountedSecretIsNotWarnedOf(@TempDir Path folder) throws IOException {
    Path data = Files.createDirectories(folder.resolve("..2026_11_29"));
    file(data, "password", "rw-r--r--");
    Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
    Path key = Files.createSymbolicLink(folder.resolve("password"), Path.of("..data/password"));

    assertThat(target(Map.of(), "--password-file=" + key).password()).isEqualTo("S3cr3tPw");

    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("W10: psql's password file is read as libpq reads it")
  @CsvSource({"rw-------, true", "rw-r--r--, false", "rw-r-----, false"})
  void thePasswordFileOfPsqlIsReadAsLibpqReadsIt(String rights, boolean read, @TempDir Path folder)
      throws IOException {
    Path file = file(folder, "pgpass", rights);

    PostgresTarget target = target(Map.of("PGPASSFILE", file.toString()));

    assertThat(target.password()).isEqualTo(read ? null : "");
    assertThat(warnings).hasSize(read ? 0 : 1);
  }

  @Test
  @DisplayName("W10: a password that is given makes psql's file of no matter")
  void aPasswordThatIsGivenComesFirst(@TempDir Path folder) throws IOException {
    Path file = file(folder, "pgpass", "rw-rw-rw-");
    var environment = Map.of("PGPASSFILE", file.toString(), "PGPASSWORD", "p");

    assertThat(target(environment).password()).isEqualTo("p");
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("W10: a passphrase in --url is refused as a password is")
  @ValueSource(strings = {"sslpassword=S3cr3tPw", "sslmode=require&sslpassword=S3cr3tPw"})
  void aPassphraseOnTheCommandLineIsRefused(String query) {
    var options = List.of("--url=postgresql://db/shop?" + query, "--user=shop");

    assertThatThrownBy(() -> ConnectionScene.options(options).target(Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--url contains a password")
        .hasMessageNotContaining("S3cr");
  }
}

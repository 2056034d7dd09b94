package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// W12: what Lockstep is made of was compared with what is known of it.
final class SupplyTest {
  private static final Path FOLDER = Checkout.root().resolve("operator/src/main/supply");
  private static final Path LIST = FOLDER.resolve("reviewed");
  private static final Path LIB = Checkout.target().resolve("lockstep/lib");

  /// A line of the list.
  private record Reviewed(String artifact, String version) {
    boolean matches(String jar) {
      String name = Pattern.quote(artifact).replace("*", "\\E.*\\Q");
      return jar.matches(name + "-" + Pattern.quote(version) + "\\.jar");
    }
  }

  private static List<Reviewed> reviewed() throws IOException {
    return Files.readAllLines(LIST).stream()
        .filter(line -> !line.matches("(#|reviewed\t|jdk\t).*"))
        .map(line -> line.split("\t", -1))
        .peek(columns -> assertThat(columns).hasSize(3).doesNotContain(""))
        .map(columns -> new Reviewed(columns[0], columns[1]))
        .toList();
  }

  /// The jar as it came: `make program` writes the one of picocli in the folder anew.
  private static Path resolved(String jar) throws IOException {
    String classPath = Files.readString(Checkout.target().resolve("test-classpath")).strip();
    return Stream.of(classPath.split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.endsWith(jar))
        .findFirst()
        .orElseThrow(() -> new AssertionError(jar + " is no dependency: is it an older build's?"));
  }

  private static List<String> jars() throws IOException {
    try (Stream<Path> files = Files.list(LIB)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lockstep.jar"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyJarWasReviewedInItsVersion() throws IOException {
    List<Reviewed> reviewed = reviewed();

    assertThat(jars())
        .isNotEmpty()
        .filteredOn(jar -> reviewed.stream().noneMatch(entry -> entry.matches(jar)))
        .as("jars to look up in the public advisories, and to write into %s", LIST)
        .isEmpty();
  }

  /// The image's build compares its JDK with it.
  @Test
  void theListNamesTheOldestJdk() throws IOException {
    assertThat(Files.readAllLines(LIST))
        .filteredOn(line -> line.startsWith("jdk\t"))
        .singleElement()
        .asString()
        .matches("jdk\t25(\\.\\d+)+\t.+");
  }

  @ParameterizedTest
  @CsvSource({"25.0.3, 1", "25.0.4, 1", "25.0.4.1, 0", "25.0.5.1, 0", "25.0.10, 0"})
  void theImageIsNotBuiltWithAnOlderJdk(String version, int code, @TempDir Path folder)
      throws Exception {
    Path list = Files.writeString(folder.resolve("reviewed"), "x\t99\ty\njdk\t25.0.4.1\tz\n");
    program(folder, "java", "echo '    java.version = %s' >&2".formatted(version));
    program(folder, "jlink", "mkdir -p \"$2/bin\"");

    Ended built =
        run(
            folder,
            List.of(
                "sh",
                Checkout.root().resolve("operator/src/main/image/runtime").toString(),
                folder.resolve("runtime").toString(),
                list.toString()));

    assertThat(built.code()).as(built.words()).isEqualTo(code);
    assertThat(folder.resolve("runtime").toFile().exists()).isEqualTo(code == 0);
    assertThat(built.words())
        .isEqualTo(
            code == 0
                ? ""
                : "image: the JDK is %s, and 25.0.4.1 has fixes for known vulnerabilities: take a newer one\n"
                    .formatted(version));
  }

  /// Tags move, and what stands behind one today was not looked at.
  @Test
  void theImageBeginsWithADigest() throws IOException {
    List<String> bases =
        Files.readAllLines(Checkout.root().resolve("operator/src/main/image/Dockerfile")).stream()
            .filter(line -> line.matches("(ARG BASE=|FROM ).*"))
            .filter(line -> !line.matches("FROM (scratch|\\$BASE)\\b.*"))
            .toList();

    assertThat(bases)
        .singleElement()
        .asString()
        .matches("ARG BASE=docker\\.io/library/debian:trixie-slim@sha256:[0-9a-f]{64}");
  }

  @Test
  void theListHasNothingThatIsGone() throws IOException {
    List<String> jars = jars();

    assertThat(reviewed()).filteredOn(entry -> jars.stream().noneMatch(entry::matches)).isEmpty();
  }

  /// The image's build compares them, too.
  @Test
  void everyJarIsTheOneThatWasReviewed() throws Exception {
    var lines = new StringBuilder();
    for (String jar : jars()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(resolved(jar)));
      lines.append(HexFormat.of().formatHex(digest)).append("  ").append(jar).append('\n');
    }
    Path file = FOLDER.resolve("checksums");
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(file, lines);
    }

    assertThat(file)
        .as("a jar that came from elsewhere, or a new version: see CONTRIBUTING, Dependencies")
        .hasContent(lines.toString());
  }

  /// As OpenVEX 0.2.0 has it: a scanner passes over a statement that it does not understand.
  @Test
  void everyStatementOfTheVexFileSaysWhyItDoesNotConcernUs() throws IOException {
    JsonNode document =
        new ObjectMapper().readTree(FOLDER.resolve("lockstep.openvex.json").toFile());

    assertThat(document.path("@context").asText()).isEqualTo("https://openvex.dev/ns/v0.2.0");
    assertThat(document.path("@id").asText()).startsWith("https://");
    assertThat(document.path("author").asText()).isNotEmpty();
    assertThat(document.path("version").asInt()).isPositive();
    assertThat(Instant.parse(document.path("timestamp").asText())).isNotNull();
    assertThat(document.path("statements"))
        .isNotEmpty()
        .allSatisfy(
            statement -> {
              assertThat(statement.at("/vulnerability/name").asText())
                  .matches("CVE-\\d{4}-\\d{4,}|GHSA(-[0-9a-z]{4}){3}");
              assertThat(statement.path("status").asText()).isEqualTo("not_affected");
              assertThat(statement.path("justification").asText())
                  .isIn(
                      "component_not_present",
                      "vulnerable_code_not_present",
                      "vulnerable_code_not_in_execute_path",
                      "vulnerable_code_cannot_be_controlled_by_adversary",
                      "inline_mitigations_already_exist");
              assertThat(statement.path("impact_statement").asText()).endsWith(".");
              assertThat(statement.at("/products/0/@id").asText()).isEqualTo("pkg:oci/lockstep");
              assertThat(statement.at("/products/0/subcomponents/0/@id").asText())
                  .matches("pkg:(deb/debian|maven)/.+");
            });
  }

  @ParameterizedTest
  @CsvSource({"0, 0, grype is not installed", "61, 0, it is time", "121, 1, compare them again"})
  void aReviewGetsOld(int days, int code, String words, @TempDir Path folder) throws Exception {
    Path list = folder.resolve("reviewed");
    LocalDate date = LocalDate.now(ZoneOffset.UTC).minusDays(days);
    Files.writeString(list, "# a comment\nreviewed\t%s\nx\t1\tnothing known\n".formatted(date));

    Ended scan = scan(folder, list);

    assertThat(scan.code()).as(scan.words()).isEqualTo(code);
    assertThat(scan.words()).contains("%d days ago".formatted(days), words);
  }

  @Test
  void aListWithoutADateIsRefused(@TempDir Path folder) throws Exception {
    Ended scan = scan(folder, Files.writeString(folder.resolve("reviewed"), "x\t1\ty\n"));

    assertThat(scan.code()).isEqualTo(1);
    assertThat(scan.words()).contains("has no line with the date");
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "2, take the releases that grype names"})
  void aScannerThatIsThereDecides(int code, String words, @TempDir Path folder) throws Exception {
    Path sbom = Files.writeString(folder.resolve("sbom.json"), "{}");
    program(folder, "grype", "echo \"$@\" >&2\nexit " + code);

    Ended scan = scan(folder, LIST, "sbom:" + sbom, "docker-archive:" + folder.resolve("none.tar"));

    assertThat(scan.code()).as(scan.words()).isEqualTo(code);
    assertThat(scan.words())
        .contains("sbom:" + sbom + " --vex ", "--fail-on negligible", words)
        .contains("none.tar was not built")
        .doesNotContain("docker-archive:");
  }

  private record Ended(int code, String words) {}

  private static Ended scan(Path folder, Path list, String... targets) throws Exception {
    var command = new ArrayList<>(List.of("bash", FOLDER.resolve("scan").toString()));
    command.add(list.toString());
    command.addAll(List.of(targets));
    return run(folder, command);
  }

  private static Ended run(Path folder, List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().remove("JAVA_HOME");
    Process process = builder.start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), words);
  }

  private static void program(Path folder, String name, String body) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

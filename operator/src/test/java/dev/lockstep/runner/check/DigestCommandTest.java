package dev.lockstep.runner.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.schema.ScriptsDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// G1
final class DigestCommandTest {
  private static final String A = "CREATE TABLE a ();";

  private final Path top;
  private final Path folder;

  DigestCommandTest(@TempDir Path top) throws IOException {
    this.top = top;
    this.folder = Files.createDirectory(top.resolve("orders-migrations"));
    write(folder, "V1__a.sql", A);
  }

  @Test
  void isTheOneThatARunComputesOfItsMountedFolder() throws IOException {
    write(folder, "README.md", "# About");

    assertThat(digest(folder.toString()))
        .isEqualTo(ScriptSet.read(List.of(folder), Map.of()).digest())
        .isEqualTo(digestOf("orders-migrations", Map.of("V1__a.sql", A)));
  }

  @Test
  void namesTheConfigMapWhereTheFolderHasAnotherName() throws IOException {
    Path scripts = Files.createDirectory(top.resolve("scripts"));
    write(scripts, "V1__a.sql", A);

    assertThat(digest("orders-migrations=" + scripts)).isEqualTo(digest(folder.toString()));
    assertThat(digest(scripts.toString())).isNotEqualTo(digest(folder.toString()));
  }

  @Test
  void foldersOfOneConfigMapAreOneAndTheirOrderDoesNotMatter() throws IOException {
    Path overlay = Files.createDirectory(top.resolve("overlay"));
    write(overlay, "V2__b.sql", "CREATE TABLE b ();");
    Path other = Files.createDirectory(top.resolve("a=b"));
    write(other, "V3__c.sql", "CREATE TABLE c ();");

    String both = digest("c=" + folder, "c=" + overlay);

    assertThat(both).isEqualTo(digest("c=" + overlay, "c=" + folder));
    assertThat(both)
        .isEqualTo(digestOf("c", Map.of("V1__a.sql", A, "V2__b.sql", "CREATE TABLE b ();")));
    assertThat(digest("d=" + overlay, folder.toString()))
        .isEqualTo(digest(folder.toString(), "d=" + overlay))
        .isNotEqualTo(both);
    assertThat(digest(other.toString()))
        .as("a folder whose name has a =")
        .isEqualTo(digestOf("a=b", Map.of("V3__c.sql", "CREATE TABLE c ();")));
  }

  @Test
  void everyByteOfAScriptCountsAndNoFileThatIsIgnored() throws IOException {
    String before = digest(folder.toString());
    write(folder, "schema.json", "{}");
    assertThat(run("--ignore", "*.json", folder.toString()).out()).isEqualTo(before + "\n");

    write(folder, "V1__a.sql", A + "\n");

    assertThat(run("--ignore", "*.json", folder.toString()).out()).isNotEqualTo(before + "\n");
  }

  @Test
  void aShellTakesTheDigestAndAProgramTheRest() throws IOException {
    write(folder, "README.md", "# About");

    CommandRun text = run("c=" + folder);
    JsonNode json = new ObjectMapper().readTree(run("c=" + folder, "--output", "json").out());

    assertThat(text.exit()).isZero();
    assertThat(text.out()).matches("sha256:[0-9a-f]{64}\n");
    assertThat(text.err()).isEqualTo("1 file in the ConfigMap c\n");
    assertThat(json.path("scriptsDigest").asText() + "\n").isEqualTo(text.out());
    assertThat(json.path("configMaps").toString()).isEqualTo("[\"c\"]");
    assertThat(json.path("files").asInt()).isEqualTo(1);
    assertThat(json.path("passedOver").toString()).isEqualTo("[\"README.md\"]");
  }

  @Test
  void planPrintsTheSame() throws IOException {
    String digest = digest(folder.toString());

    assertThat(plan().out()).endsWith("\ndigest: " + digest + "\n");
    assertThat(plan("--placeholder", "x=y").out()).endsWith("\ndigest: " + digest + "\n");
    assertThat(
            new ObjectMapper()
                .readTree(plan("--output", "json").out())
                .path("scriptsDigest")
                .asText())
        .isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nosuch", "c=nosuch"})
  void whatCannotBeReadHasNoDigest(String folder) {
    CommandRun run = run(folder);

    assertThat(run.exit()).isEqualTo(folder.isEmpty() ? 2 : 10);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(folder.isEmpty() ? "the path is empty" : "nosuch");
  }

  @Test
  void aSetThatNoRunWouldTakeHasNoDigestEither() throws IOException {
    Files.write(folder.resolve("V2__b.sql"), new byte[] {(byte) 0xff, 0x41});

    assertThat(run(folder.toString()).exit()).isEqualTo(10);
    assertThat(run(folder.toString()).err()).contains("V2__b.sql");
  }

  @Test
  void askedOfNothingItSaysWhatIsMissing() {
    assertThat(run().exit()).isEqualTo(2);
    assertThat(run().err()).contains("no folder given");
    assertThat(run("--ignore", "a/b", folder.toString()).exit()).isEqualTo(2);
  }

  private static String digestOf(String configMap, Map<String, String> files) {
    Map<String, String> digests =
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    file ->
                        ScriptsDigest.ofBytes(file.getValue().getBytes(StandardCharsets.UTF_8))));
    return ScriptsDigest.of(Map.of(configMap, digests));
  }

  private String digest(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out().strip();
  }

  private CommandRun plan(String... more) {
    return command(
        Stream.concat(Stream.of("plan", "--scripts", folder.toString()), Stream.of(more)));
  }

  private static CommandRun run(String... arguments) {
    return command(Stream.concat(Stream.of("digest"), Stream.of(arguments)));
  }

  private static CommandRun command(Stream<String> arguments) {
    return CommandRun.of(Map.of(), Reader.PIPE, arguments.toList());
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}

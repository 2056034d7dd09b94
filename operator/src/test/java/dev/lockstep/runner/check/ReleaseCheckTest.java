package dev.lockstep.runner.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ProgramRun;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.GitRepository;
import dev.lockstep.runner.Goldens;
import dev.lockstep.testing.LockstepProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReleaseCheckTest {
  private static final Goldens GOLDENS = Goldens.of("release");

  private final Path folder;
  private final GitRepository repository;

  ReleaseCheckTest(@TempDir Path folder) {
    this.folder = folder;
    this.repository =
        GitRepository.in(folder)
            .with("V1__a.sql", "CREATE TABLE a ();\n")
            .with("V2__b.sql", "CREATE TABLE b ();\n")
            .with("V3__c.sql", "CREATE TABLE c ();\n")
            .with("R__view.sql", "SELECT 1")
            .commit()
            .branch("feature");
  }

  /// A change of a branch to released scripts, a change of the other branch since, and the finding.
  @SuppressWarnings("ImmutableEnumChecker") // The consumers hold nothing.
  enum Case {
    NOTHING(_ -> {}, _ -> {}),
    A_NEW_SCRIPT(here -> here.with("V4__d.sql", "SELECT 1"), _ -> {}),
    ANOTHER_VIEW(here -> here.with("R__view.sql", "SELECT 2"), _ -> {}),
    OTHER_LINE_ENDS(here -> here.with("V2__b.sql", "\uFEFFCREATE TABLE b ();\r\n"), _ -> {}),
    A_COMMENT(
        here -> here.with("V2__b.sql", "-- b\nCREATE TABLE b ();\n"),
        _ -> {},
        "edited V2__b.sql blanks"),
    A_STATEMENT(
        here -> here.with("V2__b.sql", "CREATE TABLE b (id int);\n"),
        _ -> {},
        "edited V2__b.sql statements"),
    GONE(here -> here.without("V2__b.sql"), _ -> {}, "deleted V2__b.sql"),
    ANOTHER_NAME(here -> here.renamed("V2__b.sql", "V2__bee.sql"), _ -> {}, "renamed V2__b.sql"),
    ANOTHER_NAME_AND_TEXT(
        here -> here.without("V2__b.sql").with("V2__bee.sql", "SELECT 2"),
        _ -> {},
        "renamed V2__b.sql statements"),
    ANOTHER_NUMBER(here -> here.renamed("V2__b.sql", "V4__b.sql"), _ -> {}, "renumbered V2__b.sql"),
    AN_OLDER_NUMBER(
        here -> here.renamed("V3__c.sql", "V2.5__c.sql"), _ -> {}, "renumbered V3__c.sql"),
    CONTAINED_IN_A_BASELINE(
        here ->
            here.without("V1__a.sql")
                .without("V2__b.sql")
                .with("B2__base.sql", "CREATE TABLE a (); CREATE TABLE b ();"),
        _ -> {}),
    ONE_NUMBER_IN_BOTH(
        here -> here.with("V4__mine.sql", "SELECT 1"),
        there -> there.with("V4__theirs.sql", "SELECT 2"),
        "duplicate V4__mine.sql"),
    ONE_NUMBER_WRITTEN_IN_TWO_WAYS(
        here -> here.with("V4.0__mine.sql", "SELECT 1"),
        there -> there.with("V004__theirs.sql", "SELECT 2"),
        "duplicate V4.0__mine.sql"),
    ONE_FILE_IN_BOTH(
        here -> here.with("V4__same.sql", "SELECT 1"),
        there -> there.with("V4__same.sql", "SELECT 1\r\n".strip())),
    ONE_NAME_AND_TWO_TEXTS(
        here -> here.with("V4__x.sql", "SELECT 1"),
        there -> there.with("V4__x.sql", "SELECT 2"),
        "edited V4__x.sql statements"),
    OVERTAKEN(
        here -> here.with("V4__mine.sql", "SELECT 1"),
        there -> there.with("V5__theirs.sql", "SELECT 2"),
        "outOfOrder V4__mine.sql"),
    OLD_FROM_THE_START(
        here -> here.with("V2.1__mine.sql", "SELECT 1"), _ -> {}, "outOfOrder V2.1__mine.sql"),
    EDITED_THERE(_ -> {}, there -> there.with("V2__b.sql", "SELECT 2")),
    RENAMED_THERE(_ -> {}, there -> there.renamed("V2__b.sql", "V2__bee.sql")),
    A_GAP(here -> here.with("V6__f.sql", "SELECT 1"), _ -> {}, "gap"),
    NO_GAP_AFTER_THE_MERGE(
        here -> here.with("V5__e.sql", "SELECT 1"), there -> there.with("V4__d.sql", "SELECT 1")),
    ALL_AT_ONCE(
        here ->
            here.with("V1__a.sql", "-- a\nCREATE TABLE a ();\n")
                .without("V2__b.sql")
                .renamed("V3__c.sql", "V6__c.sql")
                .with("V4__mine.sql", "SELECT 1"),
        there -> there.with("V4__theirs.sql", "SELECT 2").with("V5__e.sql", "SELECT 2"),
        "edited V1__a.sql blanks",
        "deleted V2__b.sql",
        "renumbered V3__c.sql",
        "duplicate V4__mine.sql");

    private final Consumer<GitRepository> here;
    private final Consumer<GitRepository> there;
    private final List<String> found;

    Case(Consumer<GitRepository> here, Consumer<GitRepository> there, String... found) {
      this.here = here;
      this.there = there;
      this.found = List.of(found);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReleasedStaysAsItIs(Case example) throws IOException {
    make(example);

    CommandRun run = check("main", "--output", "json");

    JsonNode answer = new ObjectMapper().readTree(run.out());
    assertThat(found(answer)).as(run.out()).isEqualTo(example.found);
    boolean bad = !example.found.isEmpty() && !example.found.equals(List.of("gap"));
    assertThat(run.exit()).isEqualTo(bad ? 3 : 0);
    assertThat(answer.path("inStep").asBoolean()).isEqualTo(!bad);
    assertThat(answer.path("findings").findValuesAsText("hint"))
        .hasSameSizeAs(example.found)
        .allMatch(hint -> hint.length() > 10);
  }

  @Test
  void aPersonReadsWhatIsTheMatterAndTheWayOut() {
    make(Case.ALL_AT_ONCE);

    CommandRun run = check("main");

    String commit = repository.git("rev-parse", "main").substring(0, 10);
    GOLDENS.text("check.txt", run.out().replace(commit, "0123456789"));
    String json = check("main", "--output", "json").out();
    GOLDENS.json("check.json", json.replaceAll("\"[0-9a-f]{40}\"", "\"0123456789\""));
  }

  @Test
  void nothingToObjectToIsALine() {
    make(Case.A_NEW_SCRIPT);

    String commit = repository.git("rev-parse", "main").substring(0, 10);
    assertThat(check("main").out())
        .isEqualTo("Against main (%s): 3 released scripts, 1 new; no findings\n".formatted(commit));
  }

  @Test
  void outOfOrderAndGapsAreAsTheUserWantsThem() {
    make(Case.OVERTAKEN);

    assertThat(check("main", "--out-of-order", "apply").exit()).isZero();
    repository.with("V9__gap.sql", "SELECT 1").commit();
    assertThat(check("main", "--out-of-order", "apply", "--gaps", "reject").exit()).isEqualTo(3);
  }

  @Test
  void whatIsNotCommittedYetCounts() {
    repository.with("V2__b.sql", "SELECT 2");

    assertThat(check("main").exit()).isEqualTo(3);
    assertThat(check("HEAD").exit()).isEqualTo(3);
  }

  @Test
  void aBranchThatIsMergedAlreadyIsHeldAgainstTheMerge() {
    make(Case.OVERTAKEN);
    repository.git("merge", "--quiet", "--no-edit", "main");

    assertThat(check("main").out()).contains("out of order  V4__mine.sql");
  }

  @Test
  void aFolderThatTheRevisionDoesNotHaveReleasesNothing() {
    repository.git("checkout", "--quiet", "--orphan", "empty");
    repository.git("rm", "--quiet", "-r", "--force", ".");
    repository.commit().branch("first").with("V1__a.sql", "SELECT 1");

    assertThat(check("empty").out()).contains("0 released scripts, 1 new; no findings");
  }

  @Test
  void scriptsMayLieBehindLinksInTheirFolderAndInTwoFolders() throws IOException {
    Path other = Files.createDirectories(repository.top().resolve("odd [x] näme"));
    Files.writeString(
        Files.createDirectories(other.resolve(".kept")).resolve("V4__kept.sql"), "SELECT 1");
    Files.createSymbolicLink(other.resolve("V5__link.sql"), Path.of(".kept/V4__kept.sql"));
    repository.commit();

    var links = List.of("check", "--against", "HEAD", "--scripts", other.toString());
    var two =
        List.of(
            "check",
            "--against=HEAD",
            "--scripts=" + other,
            "--scripts=" + repository.scripts().path());

    assertThat(CommandRun.of(Map.of(), Reader.PIPE, links).out())
        .contains("1 released script, 0 new; no findings");
    assertThat(CommandRun.of(Map.of(), Reader.PIPE, two).out())
        .contains("4 released scripts, 0 new; no findings");
  }

  @Test
  void aShallowCloneIsToldHowToBecomeWhole() {
    make(Case.OVERTAKEN);
    Path clone = folder.resolve("clone");
    String url = "file://" + repository.top();
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, clone.toString());

    refused(
        clone.resolve("db/scripts"), "origin/main", 2, "the clone is shallow", "fetch-depth: 0");
  }

  @Test
  void historiesWithoutACommonCommitAreRefused() {
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.with("V4__d.sql", "SELECT 1").commit();

    refused(repository.scripts().path(), "main", 2, "HEAD and main have no common commit");
  }

  @Test
  void aFolderOutsideOfGitIsRefused(@TempDir Path outside) {
    refused(outside, "main", 2, "is not in a Git work tree");
  }

  @Test
  void aMachineWithoutGitIsTold() {
    try (var check = process(Map.of("PATH", folder.toString()))) {
      assertThat(check.exitCode()).isEqualTo(2);
      assertThat(check.err())
          .contains("needs the git program, which cannot be started", "Install Git");
    }
  }

  /// git sets these variables in a hook, relative to the top of the work tree.
  @Test
  void theVariablesOfAHookOfGitsAreNotFollowed() {
    try (var check = process(Map.of("GIT_DIR", ".git", "GIT_INDEX_FILE", ".git/index"))) {
      assertThat(check.exitCode()).as(check.err()).isZero();
    }
  }

  private LockstepProcess process(Map<String, String> environment) {
    return LockstepProcess.start(
        environment,
        List.of("check", "--against", "main", "--scripts", repository.scripts().path().toString()));
  }

  @Test
  void aSetThatCannotBeReadThereIsRefused() {
    repository.checkout("main").with("V3__twice.sql", "SELECT 1").commit().checkout("feature");

    refused(repository.scripts().path(), "main", 10, "in main: ", "V3__twice.sql");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nowhere    | the repository has no revision nowhere
          ""         | '' is not a revision
          --upload   | '--upload' is not a revision
          main:db    | the repository has no revision main:db
          """)
  void aRevisionThatIsNoneIsOneSentence(String revision, String told) {
    refused(repository.scripts().path(), revision, 2, told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --against=main                                            | use --scripts DIR
          --against=main --scripts={dir} --require=>=7              | run check once with each
          --against=main --scripts={dir} --wait=5s                  | remove the database options, --wait
          --against=main --scripts={dir} --url=postgresql://h/d     | remove the database options
          --against=main --scripts={dir} --termination-log=x        | remove the database options
          --against=main --scripts={dir} --gaps=maybe               | maybe
          """)
  void aWrongUseIsOneSentence(String arguments, String told) {
    var all = new ArrayList<String>(List.of("check"));
    all.addAll(
        List.of(arguments.replace("{dir}", repository.scripts().path().toString()).split(" ", -1)));

    ProgramRun.of(Map.of(), all).isOneSentence(2, List.of(told));
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(Set.of("check.txt", "check.json"));
  }

  private void make(Case example) {
    repository.checkout("main");
    example.there.accept(repository);
    repository.commit().checkout("feature");
    example.here.accept(repository);
    repository.commit();
  }

  private static List<String> found(JsonNode answer) {
    return StreamSupport.stream(answer.path("findings").spliterator(), false)
        .map(
            finding ->
                "%s %s %s"
                    .formatted(
                        finding.path("kind").asText(),
                        finding.path("script").asText(),
                        finding.path("extent").asText())
                    .strip())
        .toList();
  }

  private CommandRun check(String revision, String... more) {
    var all = new ArrayList<>(List.of("check", "--against", revision));
    all.addAll(List.of("--scripts", repository.scripts().path().toString()));
    all.addAll(List.of(more));
    return CommandRun.of(Map.of(), Reader.PIPE, all);
  }

  private static void refused(Path scripts, String revision, int exit, String... told) {
    var all = List.of("check", "--against=" + revision, "--scripts=" + scripts);
    ProgramRun.of(Map.of(), all).isOneSentence(exit, List.of(told));
  }
}

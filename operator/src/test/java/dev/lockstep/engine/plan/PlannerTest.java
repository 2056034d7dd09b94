package dev.lockstep.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlannerTest {
  /// A fingerprint of the first letter: other differences count as white space.
  private final Planner planner = new Planner(text -> text.substring(0, 1));

  /// The history is written as versions with `f` for failure and `r` for rollback.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3 | ''       | latest | 1 2 3 | -   | 3
          1 2 3 | 1        | latest | 2 3   | 1   | 3
          1 2 3 | 1 2 3    | latest | ''    | 3   | 3
          1 2 3 | 1 2f     | latest | 2 3   | 1   | 3
          1 2 3 | 1 2r     | latest | 2 3   | 1   | 3
          1 2 3 | 1f       | latest | 1 2 3 | -   | 3
          1 2 3 | ''       | 2      | 1 2   | -   | 2
          1 2 3 | ''       | 2.0    | 1 2   | -   | 2
          1 2 3 | 1 2      | 2      | ''    | 2   | 2
          1 2 3 | 1 2      | 3      | 3     | 2   | 3
          2 9 10| 2        | latest | 9 10  | 2   | 10
          1 2 3 | 2f 3r    | 1      | 1     | -   | 1
          ''    | ''       | latest | ''    | -   | -
          ''    | 1f       | latest | ''    | -   | -
          """)
  void appliesWhatIsMissingUpToTheTarget(
      String scripts,
      String history,
      String target,
      String pending,
      String recorded,
      String desired) {
    Plan plan = planner.plan(set(scripts), rows(history), Target.parse(target), OutOfOrder.REJECT);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready -> {
              assertThat(ready.pending())
                  .extracting(script -> script.version().orElseThrow().text())
                  .isEqualTo(words(pending).toList());
              assertThat(ready.recorded().map(SchemaVersion::text).orElse("-")).isEqualTo(recorded);
              assertThat(ready.desired().map(SchemaVersion::text).orElse("-")).isEqualTo(desired);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3 | 1 3      | latest | OUT_OF_ORDER          | older than the recorded version 3: V2__x.sql
          1 2 3 | 3        | latest | OUT_OF_ORDER          | version 3: V1__x.sql, V2__x.sql
          1 2 3 | 1 2r 3   | latest | OUT_OF_ORDER          | version 3: V2__x.sql
          2 3   | 1 2      | latest | UNKNOWN_APPLIED       | missing from the set: V1__x.sql
          ''    | 1 2      | latest | UNKNOWN_APPLIED       | missing from the set: V1__x.sql, V2__x.sql
          1 2 3 | 1 2 3    | 2      | TARGET_BELOW_RECORDED | the target version 2 is older than the recorded version 3
          1 2   | 1 2 3    | 2      | UNKNOWN_APPLIED       | missing from the set: V3__x.sql. The target version 2 is older than the recorded version 3. A rollback would undo V3__x.sql. These have no stored undo: V3__x.sql
          1 2 3 | 1 2 3    | 2      | TARGET_BELOW_RECORDED | A rollback would undo V3__x.sql. These have no stored undo: V3__x.sql
          1 2 3 | 1        | 4      | SCRIPTS_REFUSED       | no script has the target version 4; the newest version is 3
          1 2 3 | 1        | 2.5    | SCRIPTS_REFUSED       | no script has the target version 2.5
          ''    | ''       | 1      | SCRIPTS_REFUSED       | no script has the target version 1
          """)
  void refusesWhatContradictsTheHistory(
      String scripts, String history, String target, FailureKind kind, String sentence) {
    Plan plan = planner.plan(set(scripts), rows(history), Target.parse(target), OutOfOrder.REJECT);

    assertThat(failure(plan).kind()).isEqualTo(kind);
    assertThat(failure(plan).message()).contains(sentence);
    assertThat(failure(plan).hint()).isNotBlank();
  }

  // G7
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2   | 1 2 3      | latest | V3__x.sql
          1 2   | 1 2 3 4    | latest | V3__x.sql V4__x.sql
          1 2   | 1 2 3      | 2      | V3__x.sql
          1 2   | 1 2 3f     | latest | ''
          1 2   | 1 2 3r     | latest | ''
          1 2   | 1 2        | latest | ''
          2 9   | 2 9 10     | latest | V10__x.sql
          """)
  void acceptsWhatIsNewerThanASetThatIsAppliedAsAWhole(
      String scripts, String history, String target, String newer) {
    Planner accepting = planner.with(NewerApplied.ACCEPT);
    Plan plan =
        accepting.plan(set(scripts), rows(history), Target.parse(target), OutOfOrder.REJECT);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready -> {
              assertThat(ready.pending()).isEmpty();
              assertThat(ready.desired()).isEqualTo(set(scripts).newest());
            });
    assertThat(String.join(" ", accepting.newer(set(scripts), rows(history)))).isEqualTo(newer);
    assertThat(planner.newer(set(scripts), rows(history))).isEmpty();
  }

  // G7
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 3   | 1 2 3 4  | latest | UNKNOWN_APPLIED       | because V2__x.sql is not newer than version 3 of the set
          1 2 3 | 1 2 4    | latest | UNKNOWN_APPLIED       | because V3__x.sql of the set is not applied
          1 2 3 | 1 2 3f 4 | latest | UNKNOWN_APPLIED       | because V3__x.sql of the set is not applied
          ''    | 1 2      | latest | UNKNOWN_APPLIED       | because the set has no versioned script
          1 2   | 1 2 3    | 1      | TARGET_BELOW_RECORDED | the target version 1 is older than the recorded version 3
          1 2   | 1 2      | 1      | TARGET_BELOW_RECORDED | the target version 1 is older than the recorded version 2
          1 2   | 1 2 3    | 3      | SCRIPTS_REFUSED       | no script has the target version 3
          1 3   | 1 2      | latest | UNKNOWN_APPLIED       | because V2__x.sql is not newer than version 3 of the set
          """)
  void acceptsNothingElse(
      String scripts, String history, String target, FailureKind kind, String sentence) {
    Planner accepting = planner.with(NewerApplied.ACCEPT);
    for (OutOfOrder outOfOrder : OutOfOrder.values()) {
      Plan plan = accepting.plan(set(scripts), rows(history), Target.parse(target), outOfOrder);

      assertThat(failure(plan).kind()).isEqualTo(kind);
      assertThat(failure(plan).message()).contains(sentence);
    }
  }

  @Test
  void appliesOutOfOrderWhereThatIsAllowed() {
    Plan plan = planner.plan(set("1 2 3 4"), rows("1 3"), new Target.Latest(), OutOfOrder.APPLY);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready ->
                assertThat(ready.pending())
                    .extracting(Script::fileName)
                    .containsExactly("V2__x.sql", "V4__x.sql"));
  }

  @Test
  void appliesOutOfOrderUpToATargetThatIsRecorded() {
    Plan plan = planner.plan(set("1 2 3"), rows("1 3"), Target.parse("3"), OutOfOrder.APPLY);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready ->
                assertThat(ready.pending())
                    .extracting(Script::fileName)
                    .containsExactly("V2__x.sql"));
  }

  @Test
  void namesBothChecksumsOfAnEditedScript() {
    Plan plan = plan(row("V1__x.sql", "0ld", "d"));

    assertThat(failure(plan).kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(failure(plan).script()).isEqualTo("V1__x.sql");
    assertThat(failure(plan).message())
        .isEqualTo("applied scripts were edited: V1__x.sql (applied with checksum 0ld, now sum1)");
  }

  @Test
  void saysThatOnlyCommentsAndWhiteSpaceChanged() {
    assertThat(failure(plan(row("V1__x.sql", "0ld", "s"))).message())
        .endsWith("in comments and white space only");
  }

  @Test
  void comparesNoChecksumWhereNobodyNotedOne() {
    assertThat(
            plan(
                new HistoryRow(
                    "V1__x.sql",
                    ScriptKind.VERSIONED,
                    null,
                    HistoryRow.Status.SUCCESS,
                    null,
                    null,
                    null,
                    null)))
        .isInstanceOf(Plan.Ready.class);
  }

  @Test
  void comparesNoChecksumOfAScriptThatFailed() {
    assertThat(
            plan(
                new HistoryRow(
                    "V1__x.sql",
                    ScriptKind.VERSIONED,
                    null,
                    HistoryRow.Status.FAILURE,
                    "0ld",
                    "d",
                    null,
                    null)))
        .isInstanceOf(Plan.Ready.class);
  }

  @Test
  void takesTheVersionFromTheNameWhereTheRowHasNone() {
    assertThat(
            HistoryRow.newestApplied(
                List.of(
                    new HistoryRow(
                        "V7__x.sql",
                        ScriptKind.VERSIONED,
                        null,
                        HistoryRow.Status.SUCCESS,
                        null,
                        null,
                        null,
                        null))))
        .contains(SchemaVersion.parse("7"));
  }

  @Test
  void shortensLongLists() {
    String hundred =
        String.join(" ", IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).toList());

    Plan plan = planner.plan(set(""), rows(hundred), new Target.Latest(), OutOfOrder.REJECT);

    assertThat(failure(plan).message()).endsWith("and 90 more");
  }

  private Plan plan(HistoryRow row) {
    return planner.plan(set("1 2"), List.of(row), new Target.Latest(), OutOfOrder.REJECT);
  }

  private static Failure failure(Plan plan) {
    return switch (plan) {
      case Plan.Ready ready -> throw new AssertionError("no conflict: " + ready);
      case Plan.Conflict conflict -> conflict.failure();
    };
  }

  private static ScriptSet set(String versions) {
    List<Script> scripts =
        words(versions)
            .map(
                version ->
                    new Script(
                        ScriptName.parse("V" + version + "__x.sql").orElseThrow(),
                        "select " + version,
                        "select " + version,
                        "sum" + version,
                        null,
                        Script.Transactions.AS_STATEMENTS_ALLOW))
            .toList();
    return new ScriptSet(scripts, "sha256:0");
  }

  private static List<HistoryRow> rows(String history) {
    return words(history)
        .map(
            word -> {
              String version = word.replaceAll("[fr]", "");
              HistoryRow.Status status =
                  word.endsWith("f")
                      ? HistoryRow.Status.FAILURE
                      : word.endsWith("r") ? HistoryRow.Status.ROLLBACK : HistoryRow.Status.SUCCESS;
              return new HistoryRow(
                  "V" + version + "__x.sql",
                  ScriptKind.VERSIONED,
                  SchemaVersion.parse(version),
                  status,
                  "sum" + version,
                  "s",
                  null,
                  null);
            })
        .toList();
  }

  private static HistoryRow row(String name, String checksum, String normalized) {
    return new HistoryRow(
        name,
        ScriptKind.VERSIONED,
        SchemaVersion.parse("1"),
        HistoryRow.Status.SUCCESS,
        checksum,
        normalized,
        null,
        null);
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
  }
}

package dev.lockstep.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Repeatable and baseline scripts in plans. `V1` is `V1__x.sql`, `Ra` is `R__a.sql`; in the
/// history `!` after a name means a different checksum, `?` none, `f` a failure and `r` a rollback.
final class ScriptSelectionTest {
  private final Planner planner = new Planner(text -> text);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1 V2 Ra          | ''            | latest | V1 V2 Ra | -  | 2  | 3
          V1 V2 Rb Ra       | ''            | latest | V1 V2 Ra Rb | - | 2 | 4
          V1 V2 Ra          | V1 Ra         | latest | V2       | 1  | 2  | 3
          V1 V2 Ra          | V1 V2 Ra      | latest | ''       | 2  | 2  | 3
          V1 V2 Ra          | V1 V2 Ra!     | latest | Ra       | 2  | 2  | 3
          V1 V2 Ra          | V1 V2 Ra?     | latest | Ra       | 2  | 2  | 3
          V1 V2 Ra          | V1 V2 Raf     | latest | Ra       | 2  | 2  | 3
          V1 V2 Ra          | V1 V2 Rar     | latest | Ra       | 2  | 2  | 3
          V1 V2 Ra          | V1            | 1      | Ra       | 1  | 1  | 2
          V1 V2 Ra          | ''            | 1      | V1 Ra    | -  | 1  | 2
          V1 V2 Ra          | V1 Ra!        | 2      | V2 Ra    | 1  | 2  | 3
          V1 V2             | V1 V2 Ra      | latest | ''       | 2  | 2  | 2
          V1 V2             | V1 Ra!        | latest | V2       | 1  | 2  | 2
          Ra                | ''            | latest | Ra       | -  | -  | 1
          Ra                | Ra            | latest | ''       | -  | -  | 1
          V1 B2 V2 V3       | ''            | latest | B2 V3    | -  | 3  | 2
          V1 B2 V2 V3 Ra    | ''            | latest | B2 V3 Ra | -  | 3  | 3
          V1 B2 V2 V3       | B2            | latest | V3       | 2  | 3  | 2
          V1 B2 V2 V3       | B2 V3         | latest | ''       | 3  | 3  | 2
          V1 B2 V2 V3       | V1            | latest | V2 V3    | 1  | 3  | 3
          V1 B2 V2 V3       | V1 V2         | latest | V3       | 2  | 3  | 3
          V1 B2 V2 V3       | V1f           | latest | B2 V3    | -  | 3  | 2
          V1 B2 V2 V3       | B2f           | latest | B2 V3    | -  | 3  | 2
          V1 B2 V2 V3       | V1r           | latest | B2 V3    | -  | 3  | 2
          V1 B2 V2 V3       | Ra            | latest | B2 V3    | -  | 3  | 2
          B2 B4 V5          | ''            | latest | B4 V5    | -  | 5  | 2
          B2 V3 B4 V4 V5    | ''            | 3      | B2 V3    | -  | 3  | 2
          B2 V3 B4 V4 V5    | ''            | 4      | B4       | -  | 4  | 1
          B2 V3 B4 V4 V5    | B2            | latest | V3 V4 V5 | 2  | 5  | 4
          V1 V2 V3 B4       | ''            | 2      | V1 V2    | -  | 2  | 2
          B2 V3             | V1 V2         | latest | V3       | 2  | 3  | 1
          B4 V5             | B2 V3 V4      | latest | V5       | 4  | 5  | 1
          B2                | B2            | 2      | ''       | 2  | 2  | 1
          B2                | V1 V2         | 2      | ''       | 2  | 2  | 0
          """)
  void appliesWhatIsMeantForTheDatabase(
      String scripts,
      String history,
      String target,
      String pending,
      String recorded,
      String desired,
      int total) {
    ScriptSet set = set(scripts);

    Plan plan = planner.plan(set, rows(history), Target.parse(target), OutOfOrder.REJECT);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready -> {
              assertThat(ready.pending().stream().map(ScriptSelectionTest::word).toList())
                  .isEqualTo(words(pending).toList());
              assertThat(ready.recorded().map(SchemaVersion::text).orElse("-")).isEqualTo(recorded);
              assertThat(ready.desired().map(SchemaVersion::text).orElse("-")).isEqualTo(desired);
            });
    assertThat(ScriptSelection.of(set, rows(history), Target.parse(target)).scripts())
        .hasSize(total);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1 V2 V3 Ra   | V1 V3 Ra! | latest | OUT_OF_ORDER          | version 3: V2__x.sql
          V2 Ra         | V1 V2 Ra  | latest | UNKNOWN_APPLIED       | missing from the set: V1__x.sql
          V1 B2 V2      | B2!       | latest | CHECKSUM_MISMATCH     | B2__x.sql
          V1 V2         | B2        | latest | UNKNOWN_APPLIED       | B2__x.sql
          B2 V3         | V1        | latest | UNKNOWN_APPLIED       | V1__x.sql
          B2 V3         | V1 V2 V4  | latest | UNKNOWN_APPLIED       | missing from the set: V4__x.sql
          V1 B2 V2 V3   | B2        | 1      | TARGET_BELOW_RECORDED | the target version 1 is older than the recorded version 2
          V1 B2         | V1        | 2      | SCRIPTS_REFUSED       | no script has the target version 2
          Ra            | ''        | 1      | SCRIPTS_REFUSED       | no script has the target version 1
          """)
  void refusesWhatContradictsTheHistory(
      String scripts, String history, String target, FailureKind kind, String sentence) {
    Plan plan = planner.plan(set(scripts), rows(history), Target.parse(target), OutOfOrder.REJECT);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Conflict.class,
            conflict -> {
              assertThat(conflict.failure().kind()).isEqualTo(kind);
              assertThat(conflict.failure().message()).contains(sentence);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          V1 V2 V3 Ra    | V1 V3       | V2 Ra
          V1 B2 V2 V3 V4 | B2 V4       | V3
          V1 B2 V3       | V3          | V1
          """)
  void appliesOutOfOrderButNotWhatABaselineContains(
      String scripts, String history, String pending) {
    Plan plan = planner.plan(set(scripts), rows(history), new Target.Latest(), OutOfOrder.APPLY);

    assertThat(plan)
        .isInstanceOfSatisfying(
            Plan.Ready.class,
            ready ->
                assertThat(ready.pending().stream().map(ScriptSelectionTest::word).toList())
                    .isEqualTo(words(pending).toList()));
  }

  private static ScriptSet set(String scripts) {
    return new ScriptSet(words(scripts).map(ScriptSelectionTest::script).toList(), "sha256:0");
  }

  private static Script script(String word) {
    ScriptName name = ScriptName.parse(fileName(word)).orElseThrow();
    return new Script(
        name, "select 1", "select 1", "sum" + word, null, Script.Transactions.AS_STATEMENTS_ALLOW);
  }

  private static List<HistoryRow> rows(String history) {
    return words(history).map(ScriptSelectionTest::row).toList();
  }

  private static HistoryRow row(String text) {
    String word = text.replaceAll("[!?fr]", "");
    HistoryRow.Status status =
        text.endsWith("f")
            ? HistoryRow.Status.FAILURE
            : text.endsWith("r") ? HistoryRow.Status.ROLLBACK : HistoryRow.Status.SUCCESS;
    ScriptName name = ScriptName.parse(fileName(word)).orElseThrow();
    return new HistoryRow(
        name.fileName(),
        name.kind(),
        name.version(),
        status,
        checksum(text, word),
        "select 1",
        null,
        null);
  }

  private static @Nullable String checksum(String text, String word) {
    return text.endsWith("?") ? null : text.endsWith("!") ? "0ld" : "sum" + word;
  }

  private static String fileName(String word) {
    return word.startsWith("R") ? "R__%s.sql".formatted(word.substring(1)) : word + "__x.sql";
  }

  private static String word(Script script) {
    return script.kind() == ScriptKind.REPEATABLE
        ? "R" + script.name().description()
        : script.fileName().replace("__x.sql", "");
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
  }
}

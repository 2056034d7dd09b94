package dev.lockstep.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.ScriptName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The journal of a script, of whatever database.
final class ResumptionTest {
  private static final Script SCRIPT =
      new Script(
          ScriptName.parse("V1__a.sql").orElseThrow(),
          "",
          "",
          "",
          null,
          Script.Transactions.AS_STATEMENTS_ALLOW);

  private static final List<Text> STATEMENTS =
      List.of(new Text("create", ""), new Text("copy", "1\n2\n"), new Text("index", ""));

  private record Text(String sql, String data) implements StatementText {}

  @Test
  void aScriptWithoutAJournalStarts() {
    assertThat(resumption(STATEMENTS, JournalState.NONE)).isEqualTo(new Resumption.Possible());
  }

  @Test
  void theRestOfAScriptMayHaveBeenEdited() {
    var edited = List.of(STATEMENTS.get(0), STATEMENTS.get(1), new Text("other", ""));

    assertThat(resumption(edited, finished(2))).isEqualTo(new Resumption.Possible());
  }

  @Test
  void whatIsAppliedMayNotHaveBeenEdited() {
    var statement = List.of(new Text("creates", ""), STATEMENTS.get(1), STATEMENTS.get(2));
    var data = List.of(STATEMENTS.get(0), new Text("copy", "1\n3\n"), STATEMENTS.get(2));

    assertThat(refused(statement, finished(1)).sentence())
        .isEqualTo("statement 1 were applied, and the applied part was edited since");
    assertThat(refused(data, finished(2)).sentence())
        .isEqualTo("statements 1 to 2 were applied, and the applied part was edited since");
    assertThat(refused(data, finished(2)).kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(refused(List.of(), finished(1)).hint())
        .contains("lockstep repair --script V1__a.sql --resume-from N");
  }

  @Test
  void aStatementThatWasStartedMayNotHaveBeenEdited() {
    var journal = new Journal(STATEMENTS, JournalState.NONE);
    var edited = List.of(STATEMENTS.get(0), STATEMENTS.get(1), new Text("other", ""));

    assertThat(resumption(STATEMENTS, journal.starting(2, "oid")))
        .isEqualTo(new Resumption.Possible());
    assertThat(resumption(edited, journal.starting(2, "oid")))
        .isInstanceOf(Resumption.Refused.class);
  }

  @Test
  void whatLivedInTheOldSessionAloneHindersTheRestOnly() {
    assertThat(refused(STATEMENTS, withCursor(finished(2))).sentence())
        .isEqualTo(
            "cannot resume at statement 3 in a new session, because the old session had the cursor c");
    assertThat(resumption(STATEMENTS, withCursor(finished(3))))
        .isEqualTo(new Resumption.Possible());
  }

  @Test
  void aDigestIsTheSameInWhicheverOrderItIsAskedFor() {
    var journal = new Journal(STATEMENTS, JournalState.NONE);
    String three = journal.finishing(3).digest();

    assertThat(journal.finishing(1).digest()).isEqualTo(finished(1).digest());
    assertThat(journal.finishing(3).digest()).isEqualTo(three);
  }

  @Test
  void aJournalOfAnUndoCountsWhileTheScriptIsApplied() {
    var journals =
        Map.of(
            "V1__a.sql",
            finished(1),
            "V2__b.sql",
            JournalState.NONE,
            JournalState.undoKey("V3__c.sql"),
            finished(1));

    IncompleteScripts incomplete = IncompleteScripts.of(journals, History.NONE);

    assertThat(incomplete.scripts()).containsExactly("V1__a.sql");
    assertThat(incomplete.undos()).isEmpty();
  }

  private static JournalState finished(int count) {
    return new Journal(STATEMENTS, JournalState.NONE).finishing(count);
  }

  private static JournalState withCursor(JournalState state) {
    return new JournalState(state.finished(), state.digest(), state.started(), "the cursor c");
  }

  private static Resumption resumption(List<Text> statements, JournalState state) {
    return Resumption.of(SCRIPT, new Journal(statements, state));
  }

  private static Resumption.Refused refused(List<Text> statements, JournalState state) {
    return (Resumption.Refused) resumption(statements, state);
  }
}

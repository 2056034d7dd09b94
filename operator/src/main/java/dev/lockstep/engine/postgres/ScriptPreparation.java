package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Preparation;
import dev.lockstep.engine.postgres.history.EncodableTexts;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.run.PreparedScript;
import dev.lockstep.engine.postgres.run.RunSessions;
import dev.lockstep.engine.postgres.run.Sessions;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.SqlSyntaxException;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.Refusals;
import dev.lockstep.engine.script.Script;
import java.util.List;

/// Splits scripts into statements and rejects those that cannot run.
///
/// The statements of a run's pending scripts take several times the memory of their texts. The
/// statements of the first script are kept until it runs, and those of the others as long as they
/// are small in total; a script beyond that is split again when it runs.
public final class ScriptPreparation {
  /// The number of characters of scripts whose statements are kept in addition to the first script.
  private static final long KEPT = 1_000_000;

  private final HistoryStore access;
  private final RunSessions sessions;
  private long kept;

  public ScriptPreparation(HistoryStore access, RunSessions sessions) {
    this.access = access;
    this.sessions = sessions;
  }

  /// Prepares a script for the sessions of this run.
  public Preparation prepare(Script script) {
    Sessions now = sessions.current();
    List<String> refusals = new EncodableTexts(now.work(), access).refusals(script);
    List<SqlStatement> statements;
    try {
      statements = SqlLexer.cut(script.text(), now.strings());
    } catch (SqlSyntaxException e) {
      return new Preparation.Refused(Refusals.of(script, e));
    }
    refusals.addAll(Refusals.of(script, statements));
    return refusals.isEmpty()
        ? prepared(script, now.strings(), statements)
        : new Preparation.Refused(refusals);
  }

  private PreparedScript prepared(
      Script script, StandardStrings strings, List<SqlStatement> statements) {
    int length = script.text().length();
    if (kept > 0 && kept + length > KEPT) {
      return PreparedScript.again(script, strings);
    }
    kept += length;
    return PreparedScript.keeping(script, strings, statements);
  }
}

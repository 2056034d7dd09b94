package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.SqlSyntaxException;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.Refusals;
import dev.lockstep.engine.postgres.statement.StatementLock;
import dev.lockstep.engine.postgres.statement.TableLock;
import dev.lockstep.engine.script.Script;
import java.util.List;
import java.util.Optional;

/// What a run would send for a script, told without a server.
///
/// @param mode how the script would be run
/// @param statements its statements, cut where the run cuts them
/// @param refusals why the script would be refused, as sentences; its statements may then be
///   missing
public record ScriptOutline(Mode mode, List<SqlStatement> statements, List<String> refusals) {
  /// How a script is run.
  public enum Mode {
    /// As one transaction, with its history row.
    TRANSACTIONAL("transactional"),
    /// Statement by statement, each noted when it is done.
    JOURNALED("journaled");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    /// The word in reports.
    public String label() {
      return label;
    }
  }

  public ScriptOutline {
    statements = List.copyOf(statements);
    refusals = List.copyOf(refusals);
  }

  /// Looks at a script as a server would that reads strings in the way given.
  public static ScriptOutline of(Script script, StandardStrings strings) {
    try {
      List<SqlStatement> statements = SqlLexer.cut(script.text(), strings);
      return new ScriptOutline(
          mode(ScriptBody.of(statements, script.transactions())),
          statements,
          Refusals.of(script, statements));
    } catch (SqlSyntaxException e) {
      return new ScriptOutline(Mode.TRANSACTIONAL, List.of(), Refusals.of(script, e));
    }
  }

  private static Mode mode(ScriptBody body) {
    return switch (body.mode()) {
      case TRANSACTIONAL -> Mode.TRANSACTIONAL;
      case JOURNALED_IN_GROUPS, JOURNALED_SINGLY -> Mode.JOURNALED;
    };
  }

  /// The strongest lock that a statement takes on an existing relation, as far as its text shows.
  public static Optional<TableLock> lock(SqlStatement statement) {
    return StatementLock.of(statement);
  }
}

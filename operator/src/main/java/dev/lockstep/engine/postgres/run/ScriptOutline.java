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

/// The statements that a run would send for a script, determined without a server.
///
/// @param mode the way in which the script would run
/// @param statements the statements, split as in a run; empty if the script cannot be split
/// @param refusals the reasons for which the script would be rejected, as sentences
public record ScriptOutline(Mode mode, List<SqlStatement> statements, List<String> refusals) {
  /// The way in which a script runs.
  public enum Mode {
    /// As one transaction, with its history row.
    TRANSACTIONAL("transactional"),
    /// Statement by statement, each recorded when it has finished.
    JOURNALED("journaled");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    /// The name in reports.
    public String label() {
      return label;
    }
  }

  public ScriptOutline {
    statements = List.copyOf(statements);
    refusals = List.copyOf(refusals);
  }

  /// The outline for a server with this value of `standard_conforming_strings`.
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

package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.run.ScriptOutline;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;

/// Determines which statements of a script run in one transaction.
public final class Transactions {
  private Transactions() {}

  public static List<ParsedStatement> of(ScriptOutline outline) {
    boolean whole = outline.mode() == ScriptOutline.Mode.TRANSACTIONAL;
    var parsed = new ArrayList<ParsedStatement>();
    int transaction = 0;
    boolean open = false;
    for (SqlStatement statement : outline.statements()) {
      if (statement.kind() == StatementKind.BEGIN) {
        open = true;
      }
      parsed.add(new ParsedStatement(statement, CommandReader.read(statement), transaction));
      boolean ends =
          statement.kind() == StatementKind.COMMIT || statement.kind() == StatementKind.ROLLBACK;
      open &= !ends;
      if (!whole && !open) {
        transaction++;
      }
    }
    return List.copyOf(parsed);
  }
}

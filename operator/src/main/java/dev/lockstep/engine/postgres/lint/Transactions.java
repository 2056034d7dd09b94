package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.ScriptOutline;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.StatementKind;
import java.util.ArrayList;
import java.util.List;

/// Tells which statements of a script run in one transaction.
final class Transactions {
  private Transactions() {}

  static List<Parsed> of(ScriptOutline outline) {
    boolean whole = outline.mode() == ScriptOutline.Mode.TRANSACTIONAL;
    var parsed = new ArrayList<Parsed>();
    int transaction = 0;
    boolean open = false;
    for (SqlStatement statement : outline.statements()) {
      if (statement.kind() == StatementKind.BEGIN) {
        open = true;
      }
      parsed.add(new Parsed(statement, CommandReader.read(statement), transaction));
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

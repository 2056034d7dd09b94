package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A script that was split into statements and that PostgreSQL can run.
public final class PreparedScript implements Prepared {
  private final Script script;
  private final StandardStrings strings;
  private final @Nullable List<SqlStatement> kept;

  private PreparedScript(
      Script script, StandardStrings strings, @Nullable List<SqlStatement> kept) {
    this.script = script;
    this.strings = strings;
    this.kept = kept;
  }

  /// A script whose statements are kept until it runs.
  ///
  /// @param strings the server's `standard_conforming_strings`
  public static PreparedScript keeping(
      Script script, StandardStrings strings, List<SqlStatement> statements) {
    return new PreparedScript(script, strings, statements);
  }

  /// A script that is split again when it runs, because it has too many statements to keep.
  public static PreparedScript again(Script script, StandardStrings strings) {
    return new PreparedScript(script, strings, null);
  }

  /// The script that a PostgreSQL session has prepared.
  public static PreparedScript of(Prepared prepared) {
    if (prepared instanceof PreparedScript own) {
      return own;
    }
    throw new IllegalArgumentException(
        prepared.script().fileName() + " was prepared by another dialect");
  }

  @Override
  public Script script() {
    return script;
  }

  /// The statements for a session with this value of `standard_conforming_strings`, which a script
  /// that was applied since the preparation may have changed.
  public List<SqlStatement> statements(StandardStrings now) {
    return kept != null && strings == now ? kept : SqlLexer.cut(script.text(), now);
  }
}

package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A script that was read into statements, and that PostgreSQL can be asked to run.
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

  /// A script of which the statements are kept until it runs.
  ///
  /// @param strings how the server reads strings
  public static PreparedScript keeping(
      Script script, StandardStrings strings, List<SqlStatement> statements) {
    return new PreparedScript(script, strings, statements);
  }

  /// A script that is read into statements again when it runs, because they are too many to be kept
  /// until then.
  public static PreparedScript again(Script script, StandardStrings strings) {
    return new PreparedScript(script, strings, null);
  }

  /// A script as a session of PostgreSQL has prepared it.
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

  /// Its statements in a session that reads strings in the way given: a script that was applied
  /// meanwhile may have changed it.
  public List<SqlStatement> statements(StandardStrings now) {
    return kept != null && strings == now ? kept : SqlLexer.cut(script.text(), now);
  }
}

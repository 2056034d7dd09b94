package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.PreparedCallbacks;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import java.util.List;

/// The callbacks around a script, split into statements.
///
/// @param before the callbacks before the script
/// @param after the callbacks after the script
public record ScriptCallbacks(List<Callback> before, List<Callback> after) {
  /// A callback and its statements.
  public record Callback(Script script, List<SqlStatement> statements) {}

  /// The callbacks of a run, for a session with this value of `standard_conforming_strings`.
  public static ScriptCallbacks of(PreparedCallbacks prepared, StandardStrings strings) {
    return new ScriptCallbacks(cut(prepared.before(), strings), cut(prepared.after(), strings));
  }

  private static List<Callback> cut(List<Prepared> callbacks, StandardStrings strings) {
    return callbacks.stream()
        .map(each -> new Callback(each.script(), PreparedScript.of(each).statements(strings)))
        .toList();
  }

  /// The script's transaction with the callbacks in it; unchanged without a transaction.
  ScriptBody in(ScriptBody body) {
    return body.mode().isJournaled()
        ? body
        : body.surrounded(statements(before), statements(after));
  }

  /// Runs the callbacks before a script without a transaction, on their own.
  void runBefore(ScriptBody body, CallbackRun run) {
    runApart(body, before, run);
  }

  /// Runs the callbacks after a script without a transaction, on their own.
  void runAfter(ScriptBody body, CallbackRun run) {
    runApart(body, after, run);
  }

  private static void runApart(ScriptBody body, List<Callback> callbacks, CallbackRun run) {
    if (body.mode().isJournaled()) {
      callbacks.forEach(callback -> run.run(callback.script(), callback.statements()));
    }
  }

  private static List<SqlStatement> statements(List<Callback> callbacks) {
    return callbacks.stream()
        .flatMap(
            callback ->
                callback.statements().stream()
                    .map(statement -> statement.from(callback.script().fileName())))
        .toList();
  }
}

package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.PreparedCallbacks;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import java.util.List;

/// The callbacks around a script, cut.
///
/// @param before run before the script
/// @param after run after it
public record ScriptCallbacks(List<Callback> before, List<Callback> after) {
  /// A callback, cut.
  public record Callback(Script script, List<SqlStatement> statements) {}

  /// The callbacks of a run, in a session that reads strings in the way given.
  public static ScriptCallbacks of(PreparedCallbacks prepared, StandardStrings strings) {
    return new ScriptCallbacks(cut(prepared.before(), strings), cut(prepared.after(), strings));
  }

  private static List<Callback> cut(List<Prepared> callbacks, StandardStrings strings) {
    return callbacks.stream()
        .map(each -> new Callback(each.script(), PreparedScript.of(each).statements(strings)))
        .toList();
  }

  /// The script's transaction with the callbacks in it. A script without one stays as it is.
  ScriptBody in(ScriptBody body) {
    return body.mode().isJournaled()
        ? body
        : body.surrounded(statements(before), statements(after));
  }

  /// Runs by themselves the callbacks that come before a script without a transaction.
  void runBefore(ScriptBody body, CallbackRun run) {
    runApart(body, before, run);
  }

  /// Runs by themselves the callbacks that come after a script without a transaction.
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

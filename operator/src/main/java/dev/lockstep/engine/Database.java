package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A database that holds a schema and the history of it: all that a run needs to know of one. Its
/// failures are [EngineException]s.
public interface Database extends AutoCloseable {
  /// How applying or undoing a script ended, when it did not fail.
  enum Applied {
    /// Done and recorded now.
    NOW,
    /// Done and recorded now; before anything else the history must be read anew, by [#acquire()].
    NOW_READ_AGAIN,
    /// Another run had recorded it; before anything else the history must be read anew.
    BY_ANOTHER_RUN,
    /// Not done, because a session was lost; to be tried again once the history was read anew.
    NOT_NOW
  }

  /// The history as anybody may read it: nothing is locked, created or changed. Empty when there is
  /// none.
  History read();

  /// Takes the sole right to change the schema, waiting for others, makes the history's tables
  /// where they are missing, and reads them.
  History acquire();

  /// The histories that other tools have left, where nothing of ours is recorded. Without a run's
  /// lock it is what anybody may read.
  ///
  /// @param table the table of one, where it is named; otherwise they are looked for
  List<PriorHistory> priorHistories(@Nullable String table);

  /// What the schema holds beside the history.
  SchemaInventory inventory();

  /// Records what was applied by others, in one transaction, and reads the history. Call
  /// [#acquire()] before.
  History record(Takeover takeover);

  /// What earlier runs left half done, as [#acquire()] found it.
  HalfDone halfDone();

  /// Why a script cannot be run at all, as sentences; empty when it can.
  List<String> refusals(Script script);

  /// Refuses before anything is run what cannot be run at all.
  ///
  /// @throws EngineException with all that is wrong
  default void requireRunnable(ScriptSet set, List<Script> pending) {
    List<String> errors =
        Stream.concat(pending.stream(), set.callbacks().stream())
            .flatMap(script -> refusals(script).stream())
            .toList();
    if (!errors.isEmpty()) {
      Failure failure =
          Failure.of(
              FailureKind.SCRIPTS_REFUSED,
              errors.getFirst(),
              "Correct the scripts; nothing was run of %d scripts".formatted(set.scripts().size()));
      throw new EngineException(failure, errors.subList(1, errors.size()), null, null);
    }
  }

  /// Applies a script and records it. Call [#acquire()] before.
  ///
  /// @param around what runs with it
  Applied apply(Script script, Around around);

  /// What undoes each applied script, by its file name, as it was stored when the script was
  /// applied. Call [#acquire()] before.
  Map<String, String> undoTexts();

  /// Undoes a script and records it; the answer is that of [#apply]. Call [#acquire()] before.
  ///
  /// @param script see [Script#undoing]
  Applied undo(Script script);

  /// Runs a callback by itself and records nothing.
  void execute(Script callback);

  /// Makes durable what was applied, and gives the history as it is now. Call it before anything is
  /// reported.
  History settle();

  /// Asks the server to end what it is doing for this run. Called from another thread, and again
  /// until the run has ended.
  void cancel();

  @Override
  void close();
}

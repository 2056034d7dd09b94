package dev.lockstep.engine;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import java.util.List;
import java.util.Optional;

/// The outcome of a run, including one that failed part way.
///
/// @param history the history after the run; empty if it could not be read
/// @param appliedNow the scripts that this run applied
/// @param undoneNow the scripts that this run undid, in this order
/// @param failure the error that ended the run early
public record MigrationOutcome(
    Optional<History> history,
    List<Script> appliedNow,
    List<Script> undoneNow,
    Optional<EngineException> failure) {
  public MigrationOutcome {
    appliedNow = List.copyOf(appliedNow);
    undoneNow = List.copyOf(undoneNow);
  }

  /// The outcome of a run that undid nothing.
  public MigrationOutcome(
      Optional<History> history, List<Script> appliedNow, Optional<EngineException> failure) {
    this(history, appliedNow, List.of(), failure);
  }

  /// The outcome of a run that failed before it changed or read anything.
  public static MigrationOutcome failed(EngineException failure) {
    return new MigrationOutcome(Optional.empty(), List.of(), Optional.of(failure));
  }
}

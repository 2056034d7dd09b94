package dev.lockstep.engine.journal;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Non-transactional scripts that were applied or undone only in part.
///
/// @param scripts the scripts that are partially applied
/// @param undos the scripts that are partially undone
public record IncompleteScripts(Set<String> scripts, Set<String> undos) {
  public IncompleteScripts {
    scripts = Set.copyOf(scripts);
    undos = Set.copyOf(undos);
  }

  /// The scripts and undos that are incomplete according to their journals.
  ///
  /// @param journals the journals that are open, by their keys
  public static IncompleteScripts of(Map<String, JournalState> journals, History history) {
    Set<String> applied =
        history.rows().stream()
            .filter(HistoryRow::isApplied)
            .map(HistoryRow::name)
            .collect(Collectors.toSet());
    var scripts = new HashSet<String>();
    var undos = new HashSet<String>();
    journals.forEach(
        (key, state) -> {
          if (state.isEmpty()) {
            return;
          }
          if (!key.startsWith(JournalState.UNDO)) {
            scripts.add(key);
          } else if (applied.contains(key.substring(JournalState.UNDO.length()))) {
            undos.add(key.substring(JournalState.UNDO.length()));
          }
        });
    return new IncompleteScripts(scripts, undos);
  }

  /// Fails if a script is partially applied, because it depends on scripts that would be undone.
  public void requireNoneForward() {
    if (!scripts.isEmpty()) {
      String name = new TreeSet<>(scripts).getFirst();
      throw refusal(
          name,
          "%s is partially applied and depends on what would be undone".formatted(name),
          "Finish it with %s first, or revert its changes manually and then run %s"
              .formatted(Command.MIGRATE, Repair.resuming(name, 1)));
    }
  }

  /// Fails if a script is partially undone.
  ///
  /// @param undone the rollback that finishes some of these undos
  public void requireNoneBack(RollbackPlan undone) {
    var left = new TreeSet<>(undos);
    undone.undone().forEach(row -> left.remove(row.name()));
    if (!left.isEmpty()) {
      throw refusal(
          left.getFirst(),
          "the undo of %s is incomplete".formatted(left.getFirst()),
          "Finish it with %s, or set where to resume with %s"
              .formatted(Command.ROLLBACK, Repair.resuming(left.getFirst(), "N")));
    }
  }

  private static EngineException refusal(String script, String message, String hint) {
    FailureKind kind = FailureKind.SCRIPT_FAILED;
    return new EngineException(Failure.ofScript(kind, script, message, hint));
  }
}

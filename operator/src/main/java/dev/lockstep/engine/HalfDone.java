package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.Set;
import java.util.TreeSet;

/// Scripts that cannot be one transaction, and of which a part is done.
///
/// @param scripts those that stopped on their way forward
/// @param undos those whose undo stopped
public record HalfDone(Set<String> scripts, Set<String> undos) {
  public HalfDone {
    scripts = Set.copyOf(scripts);
    undos = Set.copyOf(undos);
  }

  /// Refuses to take away the ground that a script stands on which is to go on later.
  void requireNoneForward() {
    if (!scripts.isEmpty()) {
      String name = new TreeSet<>(scripts).getFirst();
      throw refusal(
          name,
          "%s stopped half way, and builds on what would be undone".formatted(name),
          "Let lockstep migrate finish it first, or take back by hand what it has done, and then lockstep repair --script %s --resume-from 1"
              .formatted(name));
    }
  }

  /// Refuses to build on a script that is no longer there as a whole.
  ///
  /// @param undone what is undone to the end before
  void requireNoneBack(RollbackPlan undone) {
    var left = new TreeSet<>(undos);
    undone.undone().forEach(row -> left.remove(row.name()));
    if (!left.isEmpty()) {
      throw refusal(
          left.getFirst(),
          "the undo of %s stopped half way".formatted(left.getFirst()),
          "Let lockstep rollback finish it, or say with lockstep repair --script %s --resume-from where it is to go on"
              .formatted(left.getFirst()));
    }
  }

  private static EngineException refusal(String script, String message, String hint) {
    FailureKind kind = FailureKind.SCRIPT_FAILED;
    return new EngineException(
        new Failure(kind, kind.failureClass(), script, null, null, null, message, hint));
  }
}

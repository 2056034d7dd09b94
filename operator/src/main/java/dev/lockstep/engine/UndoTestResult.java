package dev.lockstep.engine;

import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result for one script that was applied, undone and applied again.
///
/// @param afterUndo the differences between the catalog after the undo and before the script
/// @param afterApplyingAgain the differences between the catalog after the second application and
///   after the first
/// @param failure the failure of the undo or of the second application
public record UndoTestResult(
    Script script,
    Result result,
    List<CatalogDifference> afterUndo,
    List<CatalogDifference> afterApplyingAgain,
    @Nullable Failure failure) {

  /// The result of the test.
  public enum Result {
    /// The undo reverses the script, and the script can be applied again.
    CLEAN,
    /// The script was applied, but has no undo to test.
    NO_UNDO,
    /// The catalog differs afterwards.
    DIFFERS,
    /// The undo failed.
    UNDO_FAILED,
    /// The script could not be applied again.
    NOT_APPLIED_AGAIN
  }

  public UndoTestResult {
    afterUndo = List.copyOf(afterUndo);
    afterApplyingAgain = List.copyOf(afterApplyingAgain);
  }

  static UndoTestResult withoutUndo(Script script) {
    return new UndoTestResult(script, Result.NO_UNDO, List.of(), List.of(), null);
  }

  static UndoTestResult compared(
      Script script, List<CatalogDifference> afterUndo, List<CatalogDifference> again) {
    boolean clean = afterUndo.isEmpty() && again.isEmpty();
    return new UndoTestResult(
        script, clean ? Result.CLEAN : Result.DIFFERS, afterUndo, again, null);
  }

  static UndoTestResult failed(
      Script script, Result result, List<CatalogDifference> afterUndo, Failure failure) {
    return new UndoTestResult(script, result, afterUndo, List.of(), failure);
  }
}

package dev.lockstep.engine;

import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result for one script that was applied, undone and applied again.
///
/// @param afterUndo what the undo left different from before the script
/// @param afterApplyingAgain what the second application made different from the first
/// @param failure why the undo, or the second application, failed
public record UndoTestResult(
    Script script,
    Result result,
    List<CatalogDifference> afterUndo,
    List<CatalogDifference> afterApplyingAgain,
    @Nullable Failure failure) {

  /// How the trial of a script ended.
  public enum Result {
    /// The undo takes back what the script does, and the script can be applied again.
    CLEAN,
    /// It was applied, and there is no undo to try.
    NO_UNDO,
    /// The catalog was not the same afterwards.
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

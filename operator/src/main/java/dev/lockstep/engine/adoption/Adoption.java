package dev.lockstep.engine.adoption;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.util.List;

/// The result of comparing the history of another tool with a set of scripts.
public sealed interface Adoption {

  /// A history that can be adopted.
  ///
  /// @param applied the scripts that count as applied, in the order of the set
  /// @param notes the checks that were not possible, as sentences
  record Ready(List<AdoptedRow> applied, List<String> notes) implements Adoption {
    public Ready {
      applied = List.copyOf(applied);
      notes = List.copyOf(notes);
    }
  }

  /// A history that cannot be adopted.
  ///
  /// @param troubles the reasons, each a sentence with its fix
  record Refused(List<String> troubles) implements Adoption {
    public Refused {
      troubles = List.copyOf(troubles);
    }

    /// The failure that a run reports.
    EngineException failure(PriorHistory history) {
      return AdoptionPolicy.refusal(
          FailureKind.ADOPTION_REFUSED,
          "cannot adopt %s: %s".formatted(history.title(), troubles.getFirst()),
          troubles.subList(1, troubles.size()),
          "Nothing was run or recorded. If that history cannot be repaired, declare a baseline instead: "
              + Baseline.commandLine());
    }
  }
}

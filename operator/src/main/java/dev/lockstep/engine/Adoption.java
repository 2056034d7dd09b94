package dev.lockstep.engine;

import dev.lockstep.schema.FailureKind;
import java.util.List;

/// What comes of comparing the history of another tool with a set of scripts.
public sealed interface Adoption {

  /// The history can be taken over.
  ///
  /// @param applied what counts as applied, in the order of the set
  /// @param notes what could not be checked, as sentences
  record Ready(List<Inherited> applied, List<String> notes) implements Adoption {
    public Ready {
      applied = List.copyOf(applied);
      notes = List.copyOf(notes);
    }
  }

  /// It cannot.
  ///
  /// @param troubles all that stands in the way, each a sentence with its way out
  record Refused(List<String> troubles) implements Adoption {
    public Refused {
      troubles = List.copyOf(troubles);
    }

    /// The failure that says so.
    EngineException failure(PriorHistory history) {
      return Onboarding.refusal(
          FailureKind.ADOPTION_REFUSED,
          "%s cannot be taken over: %s".formatted(history.title(), troubles.getFirst()),
          troubles.subList(1, troubles.size()),
          "Nothing was run and nothing recorded; where that history cannot be mended, lockstep baseline --version V leaves it aside");
    }
  }
}

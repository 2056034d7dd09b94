package dev.lockstep.engine;

import java.util.List;

/// How preparing a script ended: it can be run, or it is refused before anything runs.
public sealed interface Preparation permits Prepared, Preparation.Refused {
  /// A script that cannot be run at all.
  ///
  /// @param reasons why, as sentences
  record Refused(List<String> reasons) implements Preparation {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}

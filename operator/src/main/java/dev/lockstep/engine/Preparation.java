package dev.lockstep.engine;

import java.util.List;

/// The result of preparing a script: it can run, or it is rejected before anything runs.
public sealed interface Preparation permits Prepared, Preparation.Refused {
  /// A script that cannot run at all.
  ///
  /// @param reasons the reasons, as sentences
  record Refused(List<String> reasons) implements Preparation {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}

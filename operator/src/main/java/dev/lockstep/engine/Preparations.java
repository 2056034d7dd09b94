package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The result of preparing several scripts.
///
/// @param prepared the scripts that can run, in their order
/// @param refusals the reasons for which the others cannot, as sentences
record Preparations(List<Prepared> prepared, List<String> refusals) {
  static Preparations of(LockedSchema schema, List<Script> scripts) {
    var prepared = new ArrayList<Prepared>(scripts.size());
    var refusals = new ArrayList<String>();
    for (Script script : scripts) {
      switch (schema.prepare(script)) {
        case Prepared ready -> prepared.add(ready);
        case Preparation.Refused refused -> refusals.addAll(refused.reasons());
      }
    }
    return new Preparations(prepared, refusals);
  }

  /// Returns all prepared scripts, or throws if one was rejected.
  ///
  /// @param refusal creates the failure from the first reason
  /// @throws EngineException with all reasons
  List<Prepared> orThrow(Function<String, Failure> refusal) {
    if (!refusals.isEmpty()) {
      throw new EngineException(
          refusal.apply(refusals.getFirst()), refusals.subList(1, refusals.size()), null, null);
    }
    return prepared;
  }
}

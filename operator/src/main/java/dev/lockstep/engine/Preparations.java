package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// How preparing several scripts ended.
///
/// @param prepared those that can be run, in their order
/// @param refusals why the others cannot, as sentences
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

  /// All of them, before anything is run.
  ///
  /// @param refusal the failure, given the first sentence
  /// @throws EngineException with all that is wrong
  List<Prepared> orThrow(Function<String, Failure> refusal) {
    if (!refusals.isEmpty()) {
      throw new EngineException(
          refusal.apply(refusals.getFirst()), refusals.subList(1, refusals.size()), null, null);
    }
    return prepared;
  }
}

package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The pending scripts of a run and the callbacks of its set, prepared before any of them runs.
public final class PreparedScripts {
  private final Map<String, Prepared> pending = new LinkedHashMap<>();
  private final List<Prepared> callbacks;
  private final PreparedCallbacks around;

  private PreparedScripts(List<Prepared> pending, List<Prepared> callbacks) {
    pending.forEach(each -> this.pending.put(each.script().fileName(), each));
    this.callbacks = callbacks;
    this.around =
        new PreparedCallbacks(
            callbacks(CallbackEvent.BEFORE_EACH_MIGRATE),
            callbacks(CallbackEvent.AFTER_EACH_MIGRATE));
  }

  /// Prepares all scripts and callbacks of a run.
  ///
  /// @throws dev.lockstep.schema.EngineException with all reasons for which one of them cannot run
  public static PreparedScripts of(LockedSchema schema, ScriptSet set, List<Script> pending) {
    var all = new ArrayList<>(pending);
    all.addAll(set.callbacks());
    List<Prepared> prepared =
        Preparations.of(schema, all).orThrow(first -> refusal(first, set.scripts().size()));
    return new PreparedScripts(
        prepared.subList(0, pending.size()),
        List.copyOf(prepared.subList(pending.size(), prepared.size())));
  }

  static Failure refusal(String first, int scripts) {
    return Failure.of(
        FailureKind.SCRIPTS_REFUSED,
        first,
        "Correct the scripts; none of the %d scripts was run".formatted(scripts));
  }

  /// The pending scripts that were not taken yet, in their order.
  public List<Prepared> pending() {
    return List.copyOf(pending.values());
  }

  /// The callbacks that run with each script.
  public PreparedCallbacks around() {
    return around;
  }

  /// The callbacks of an event, in the order in which they run.
  public List<Prepared> callbacks(CallbackEvent event) {
    return callbacks.stream()
        .filter(each -> each.script().name().event().filter(event::equals).isPresent())
        .toList();
  }

  /// Removes and returns scripts one by one, because the statements of a script are not needed
  /// after it has run. A script that was taken before and is pending again is prepared again.
  Iterator<Prepared> take(Iterator<Script> scripts, LockedSchema schema) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return scripts.hasNext();
      }

      @Override
      public Prepared next() {
        return take(scripts.next(), schema);
      }
    };
  }

  /// Removes and returns a script.
  Prepared take(Script script, LockedSchema schema) {
    Prepared known = pending.remove(script.fileName());
    return known != null
        ? known
        : Preparations.of(schema, List.of(script)).orThrow(first -> refusal(first, 1)).getFirst();
  }
}

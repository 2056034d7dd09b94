package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts an adoption together, and all that stands in its way.
final class AdoptionDraft {
  private final ScriptSet set;
  private final Map<SchemaVersion, Script> versioned = new HashMap<>();
  private final Map<SchemaVersion, Script> baselines = new HashMap<>();
  private final Map<String, Inherited> applied = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  AdoptionDraft(ScriptSet set) {
    this.set = set;
    for (Script script : set.scripts()) {
      switch (script.kind()) {
        case VERSIONED -> script.version().ifPresent(version -> versioned.put(version, script));
        case BASELINE -> script.version().ifPresent(version -> baselines.put(version, script));
        case REPEATABLE, CALLBACK -> {}
      }
    }
  }

  ScriptSet set() {
    return set;
  }

  void trouble(String sentence) {
    troubles.add(sentence);
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  void apply(Inherited inherited) {
    applied.put(inherited.row().name(), inherited);
  }

  /// The versioned script that a recorded version means. Without one that is a trouble.
  ///
  /// @param recorded the version as the tool has it
  /// @param described what else the tool calls it
  Optional<Script> script(String recorded, String described) {
    return find(versioned, recorded, described);
  }

  /// The same for a script that stands for all versions up to its own.
  Optional<Script> baselineScript(String recorded, String described) {
    return find(baselines, recorded, described);
  }

  private Optional<Script> find(
      Map<SchemaVersion, Script> scripts, String recorded, String described) {
    Optional<Script> script = SchemaVersion.tryParse(recorded).map(scripts::get);
    if (script.isEmpty()) {
      trouble(
          "version %s%s is applied there, and the set has no such script: add the file"
              .formatted(recorded, described.isEmpty() ? "" : " (" + described + ")"));
    }
    return script;
  }

  /// Counts as applied what a version means.
  void applyVersion(String recorded, String described, Trace trace) {
    script(recorded, described).ifPresent(script -> apply(Inherited.of(script, trace)));
  }

  /// Counts as applied all versioned scripts up to one.
  void applyUpTo(Script last, Trace trace) {
    set.scripts().stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .filter(script -> Scope.isUpTo(last.version().orElse(null), script))
        .forEach(script -> apply(Inherited.of(script, trace)));
  }

  /// A version up to which the tool has taken the database as it was.
  void baseline(String name, String recorded, String description, Trace trace) {
    SchemaVersion.tryParse(recorded)
        .ifPresentOrElse(
            version -> apply(Inherited.baseline(name, version, description, trace)),
            () ->
                trouble(
                    "its baseline '%s' is no version: lockstep baseline --version V says which it is"
                        .formatted(recorded)));
  }

  Adoption finished() {
    if (!troubles.isEmpty()) {
      return new Adoption.Refused(troubles);
    }
    var ordered = new ArrayList<Inherited>();
    applied.values().stream().filter(each -> each.script() == null).forEach(ordered::add);
    set.scripts().stream()
        .map(script -> applied.get(script.fileName()))
        .filter(each -> each != null)
        .forEach(ordered::add);
    return new Adoption.Ready(ordered, notes);
  }
}

package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Assembles an adoption, and the problems that prevent it.
final class AdoptionBuilder {
  private final ScriptSet set;
  private final Map<SchemaVersion, Script> versioned = new HashMap<>();
  private final Map<SchemaVersion, Script> baselines = new HashMap<>();
  private final Map<String, AdoptedRow> applied = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  AdoptionBuilder(ScriptSet set) {
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

  void apply(AdoptedRow inherited) {
    applied.put(inherited.row().name(), inherited);
  }

  /// The versioned script for a recorded version. If there is none, a problem is added.
  ///
  /// @param recorded the version as the tool recorded it
  /// @param described the tool's further description of the script
  Optional<Script> script(String recorded, String described) {
    return find(versioned, recorded, described);
  }

  /// The baseline script for a recorded version, which replaces all versions up to its own.
  Optional<Script> baselineScript(String recorded, String described) {
    return find(baselines, recorded, described);
  }

  private Optional<Script> find(
      Map<SchemaVersion, Script> scripts, String recorded, String described) {
    Optional<SchemaVersion> version = SchemaVersion.tryParse(recorded);
    Optional<Script> script =
        version.map(scripts::get).or(() -> version.flatMap(each -> longer(scripts, each)));
    if (script.isEmpty()) {
      trouble(
          "version %s%s is applied there, but missing from the set: add the file"
              .formatted(recorded, described.isEmpty() ? "" : " (" + described + ")"));
    }
    return script;
  }

  /// The only script whose version is longer than the recorded one: some tools read only the date
  /// in a file name, and not the time after it.
  private static Optional<Script> longer(
      Map<SchemaVersion, Script> scripts, SchemaVersion recorded) {
    List<Script> found =
        scripts.values().stream()
            .filter(
                script ->
                    script
                        .version()
                        .equals(Optional.of(ScriptName.wholeVersion(script.fileName(), recorded))))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// Marks the script of a version as applied.
  void applyVersion(String recorded, String described, AppliedMetadata trace) {
    script(recorded, described).ifPresent(script -> apply(AdoptedRow.of(script, trace)));
  }

  /// Marks all versioned scripts up to one as applied.
  void applyUpTo(Script last, AppliedMetadata trace) {
    set.scripts().stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .filter(script -> ScriptSelection.isUpTo(last.version().orElse(null), script))
        .forEach(script -> apply(AdoptedRow.of(script, trace)));
  }

  /// Adds a baseline of the tool.
  void baseline(String name, String recorded, String description, AppliedMetadata trace) {
    SchemaVersion.tryParse(recorded)
        .ifPresentOrElse(
            version -> apply(AdoptedRow.baseline(name, version, description, trace)),
            () ->
                trouble(
                    "its baseline '%s' is not a version: declare the version with %s"
                        .formatted(recorded, Baseline.commandLine())));
  }

  Adoption finished() {
    if (!troubles.isEmpty()) {
      return new Adoption.Refused(troubles);
    }
    var ordered = new ArrayList<AdoptedRow>();
    applied.values().stream().filter(each -> each.script() == null).forEach(ordered::add);
    set.scripts().stream()
        .map(script -> applied.get(script.fileName()))
        .filter(each -> each != null)
        .forEach(ordered::add);
    return new Adoption.Ready(ordered, notes);
  }
}

package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a set of files, or finds all that is wrong with them.
final class ScriptSetAssembly {
  private final ScriptFiles files;
  private final Placeholders placeholders;
  private final @Nullable ScriptStyle forced;
  private final List<String> errors = new ArrayList<>();

  ScriptSetAssembly(ScriptFiles files, Placeholders placeholders, @Nullable ScriptStyle forced) {
    this.files = files;
    this.placeholders = placeholders;
    this.forced = forced;
  }

  ScriptReading assemble() {
    errors.addAll(files.errors());
    List<ScriptDraft> named = new ScriptDrafts(forced, errors).of(files.files());
    refuseTwoStyles(named);
    Map<SchemaVersion, ScriptDraft> forward = byVersion(named, Direction.FORWARD);
    Map<SchemaVersion, ScriptDraft> undo = byVersion(named, Direction.UNDO);
    undo.forEach((version, script) -> refuseUndo(script, version, forward.get(version)));
    if (!errors.isEmpty()) {
      return new ScriptReading.Refused(files.digest(), errors);
    }
    List<Script> scripts =
        forward.values().stream()
            .map(script -> script.script(undo.get(script.name().version()), placeholders))
            .sorted(ScriptSet.ORDER)
            .toList();
    return new ScriptSet(scripts, files.digest());
  }

  private void refuseUndo(ScriptDraft undo, SchemaVersion version, @Nullable ScriptDraft forward) {
    if (forward == null) {
      errors.add(
          "%s: it undoes version %s, which has no forward script: add the script, or take this one out"
              .formatted(undo.name().fileName(), version));
    } else if (forward.parts().undo() != null) {
      errors.add(
          "%s: it undoes version %s, and so does the undo part of %s: take one of them out"
              .formatted(undo.name().fileName(), version, forward.name().fileName()));
    }
  }

  /// A `.down.sql` undoes a numbered script as well as an `.up.sql`.
  private void refuseTwoStyles(List<ScriptDraft> named) {
    Map<ScriptStyle, String> examples = new EnumMap<>(ScriptStyle.class);
    for (ScriptDraft script : named) {
      if (script.name().direction() == Direction.FORWARD) {
        examples.putIfAbsent(script.name().style(), script.name().fileName());
      }
    }
    if (forced == null && examples.size() > 1) {
      var listed =
          examples.entrySet().stream()
              .map(example -> "%s (%s)".formatted(example.getValue(), example.getKey().title()))
              .toList();
      errors.add(
          "the scripts follow two styles at once: %s; give all of them the names and markers of one"
              .formatted(String.join(", ", listed)));
    }
  }

  private Map<SchemaVersion, ScriptDraft> byVersion(List<ScriptDraft> named, Direction direction) {
    Map<SchemaVersion, ScriptDraft> byVersion = new HashMap<>();
    for (ScriptDraft script : named) {
      SchemaVersion version = script.name().version();
      if (version == null || script.name().direction() != direction) {
        continue;
      }
      ScriptDraft other = byVersion.putIfAbsent(version, script);
      if (other != null) {
        errors.add(
            "%s: it has the same version as %s (%s and %s); give one of them another version"
                .formatted(
                    script.name().fileName(),
                    other.name().fileName(),
                    version,
                    other.name().version()));
      }
    }
    return byVersion;
  }
}

package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptName;
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
  private static final String ACCEPTED =
      "V7__add_x.sql (Flyway), 007_add_x.sql (numbered), 000007_add_x.up.sql with"
          + " 000007_add_x.down.sql (golang-migrate)";

  /// What begins the lines that divide a file between forward and undo, by the tool that does so.
  private static final Map<String, String> DIVIDERS =
      Map.of("-- +goose ", "goose", "-- migrate:", "dbmate");

  private record Named(ScriptFile file, ScriptName name) {}

  private final ScriptFiles files;
  private final Placeholders placeholders;
  private final List<String> errors = new ArrayList<>();

  ScriptSetAssembly(ScriptFiles files, Placeholders placeholders) {
    this.files = files;
    this.placeholders = placeholders;
  }

  ScriptReading assemble() {
    errors.addAll(files.errors());
    List<Named> named = named();
    refuseTwoStyles(named);
    named.forEach(this::refuseDivided);
    Map<SchemaVersion, Named> forward = byVersion(named, Direction.FORWARD);
    Map<SchemaVersion, Named> undo = byVersion(named, Direction.UNDO);
    undo.forEach(
        (version, script) -> {
          if (!forward.containsKey(version)) {
            errors.add(
                "%s: it undoes version %s, which has no forward script: add the script, or take"
                        .formatted(script.name().fileName(), version)
                    + " this one out");
          }
        });
    if (!errors.isEmpty()) {
      return new ScriptReading.Refused(files.digest(), errors);
    }
    List<Script> scripts =
        forward.values().stream()
            .map(script -> script(script, undo.get(script.name().version())))
            .sorted(ScriptSet.ORDER)
            .toList();
    return new ScriptSet(scripts, files.digest());
  }

  private List<Named> named() {
    var named = new ArrayList<Named>();
    var byName = new HashMap<String, ScriptFile>();
    for (ScriptFile file : files.files()) {
      ScriptFile other = byName.putIfAbsent(file.name(), file);
      if (other != null) {
        errors.add(
            "%s: both %s and %s have a file of this name"
                .formatted(file.name(), other.folder(), file.folder()));
        continue;
      }
      ScriptName.parse(file.name())
          .ifPresentOrElse(
              name -> named.add(new Named(file, name)),
              () ->
                  errors.add(
                      "%s: this is no script's name; accepted are %s"
                          .formatted(file.name(), ACCEPTED)));
    }
    return named;
  }

  /// A `.down.sql` undoes a numbered script as well as an `.up.sql`.
  private void refuseTwoStyles(List<Named> named) {
    Map<ScriptStyle, String> examples = new EnumMap<>(ScriptStyle.class);
    for (Named script : named) {
      if (script.name().direction() == Direction.FORWARD) {
        examples.putIfAbsent(script.name().style(), script.name().fileName());
      }
    }
    if (examples.size() > 1) {
      var listed =
          examples.entrySet().stream()
              .map(example -> "%s (%s)".formatted(example.getValue(), example.getKey().title()))
              .toList();
      errors.add(
          "the scripts follow two styles at once: %s; rename them to one"
              .formatted(String.join(", ", listed)));
    }
  }

  /// Run as a whole, such a file would undo what it has just done.
  private void refuseDivided(Named script) {
    String text = script.file().text();
    DIVIDERS.forEach(
        (divider, tool) -> {
          if (text.startsWith(divider) || text.contains("\n" + divider)) {
            errors.add(
                "%s: this is a script of %s, with a forward and an undo part in one file, which is"
                        .formatted(script.file().name(), tool)
                    + " not supported: put the parts into files of their own");
          }
        });
  }

  private Map<SchemaVersion, Named> byVersion(List<Named> named, Direction direction) {
    Map<SchemaVersion, Named> byVersion = new HashMap<>();
    for (Named script : named) {
      SchemaVersion version = script.name().version();
      if (version == null || script.name().direction() != direction) {
        continue;
      }
      Named other = byVersion.putIfAbsent(version, script);
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

  private Script script(Named script, @Nullable Named undo) {
    String source = script.file().text();
    return new Script(
        script.name(),
        source,
        placeholders.applyTo(source),
        script.file().checksum(),
        undo == null ? null : placeholders.applyTo(undo.file().text()),
        Script.Transactions.AS_STATEMENTS_ALLOW);
  }
}

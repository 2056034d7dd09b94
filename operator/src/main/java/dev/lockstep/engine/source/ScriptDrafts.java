package dev.lockstep.engine.source;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.schema.DeclarativeName;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import dev.lockstep.schema.StyleDetection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Creates drafts from the files of a set. A file's style is that of its name, unless it has
/// markers of goose or dbmate, whose names are in the numbered style.
final class ScriptDrafts {
  private final @Nullable ScriptStyle forced;
  private final DeclarativeScripts declarations;
  private final List<String> errors;
  private final Map<String, ScriptConfig> configs = new HashMap<>();
  private final Map<String, FileMarkers> markers = new HashMap<>();

  /// @param forced the given style of the set; null to detect it
  /// @param declarations turns declarative scripts into SQL
  /// @param errors receives the errors, as sentences
  ScriptDrafts(@Nullable ScriptStyle forced, DeclarativeScripts declarations, List<String> errors) {
    this.forced = forced;
    this.declarations = declarations;
    this.errors = errors;
  }

  List<ScriptDraft> of(List<ScriptFile> files) {
    var byName = new LinkedHashMap<String, ScriptFile>();
    for (ScriptFile file : files) {
      ScriptFile other = byName.putIfAbsent(file.name(), file);
      if (other != null) {
        errors.add(twice(file, other));
      }
    }
    byName.values().stream().filter(ScriptDrafts::isConfig).forEach(file -> read(file, byName));
    List<ScriptFile> scripts = byName.values().stream().filter(file -> !isConfig(file)).toList();
    return names(scripts).stream()
        .map(name -> draft(Objects.requireNonNull(byName.get(name.fileName())), name))
        .toList();
  }

  private List<ScriptName> names(List<ScriptFile> files) {
    List<String> names = files.stream().map(ScriptFile::name).toList();
    Map<String, ScriptStyle> told = new HashMap<>();
    for (ScriptFile file : files) {
      FileMarkers found = FileMarkers.of(file.text());
      markers.put(file.name(), found);
      found.style().ifPresent(style -> told.put(file.name(), style));
    }
    StyleDetection detected =
        forced == null ? StyleDetection.of(names, told) : StyleDetection.as(forced, names, told);
    errors.addAll(detected.errors());
    return detected.scripts();
  }

  private static String twice(ScriptFile file, ScriptFile other) {
    return file.storedName().equals(other.storedName())
        ? "%s: both %s and %s contain a file of this name"
            .formatted(file.name(), other.folder(), file.folder())
        : "%s: both %s in %s and %s in %s are this script: remove one of them"
            .formatted(
                file.name(), other.storedName(), other.folder(), file.storedName(), file.folder());
  }

  private static boolean isConfig(ScriptFile file) {
    return file.name().endsWith(".sql" + ScriptConfig.SUFFIX);
  }

  private void read(ScriptFile config, Map<String, ScriptFile> byName) {
    String script =
        config.name().substring(0, config.name().length() - ScriptConfig.SUFFIX.length());
    if (!byName.containsKey(script)) {
      errors.add(
          "%s: the script %s that it configures does not exist: add the script, or remove this file"
              .formatted(config.name(), script));
      return;
    }
    try {
      configs.put(script, ScriptConfig.parse(config.text()));
    } catch (MarkerException e) {
      errors.add(e.sentence(config.name()));
    }
  }

  private ScriptDraft draft(ScriptFile file, ScriptName name) {
    FileMarkers found = Objects.requireNonNull(markers.get(file.name()));
    ScriptConfig config = configs.getOrDefault(file.name(), ScriptConfig.NONE);
    ScriptParts parts = parts(file, name.style(), found).with(config.transactions());
    return new ScriptDraft(file, name, remarked(parts, name), config);
  }

  /// Adds the remarks about lines of other tools in a forward script, and about its name.
  private static ScriptParts remarked(ScriptParts parts, ScriptName name) {
    return name.direction() == Direction.UNDO
        ? parts
        : parts
            .with(LiquibaseFile.of(parts.forward(), name.kind()))
            .with(UndoNames.remarks(name, parts.forward()));
  }

  private ScriptParts declared(ScriptFile file) {
    return switch (declarations.read(file.text())) {
      case DeclarativeScripts.Reading.Sql(String text) -> ScriptParts.of(text);
      case DeclarativeScripts.Reading.Refused(List<String> refusals) -> {
        refusals.forEach(refusal -> errors.add(file.name() + refusal));
        yield ScriptParts.NONE;
      }
    };
  }

  private ScriptParts parts(ScriptFile file, ScriptStyle style, FileMarkers markers) {
    if (DeclarativeName.isDeclarative(file.name())) {
      return declared(file);
    }
    try {
      ScriptParts parts =
          switch (style) {
            case GOOSE -> GooseFile.divide(file.text());
            case DBMATE -> DbmateFile.divide(file.text());
            case FLYWAY, NUMBERED, UP_DOWN -> ScriptParts.whole(file.text());
          };
      if (markers.own() == FileMarkers.Own.PRESENT) {
        ScriptHeader.refuseLate(parts.forward());
        ScriptHeader.refuseLate(parts.undo() == null ? "" : parts.undo());
      }
      return parts;
    } catch (MarkerException e) {
      errors.add(e.sentence(file.name()));
      return ScriptParts.NONE;
    }
  }
}

package dev.lockstep.engine;

import dev.lockstep.schema.DeclarativeName;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptStyle;
import dev.lockstep.schema.StyleDetection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes drafts of the files of a set. A file's style is that of its name, unless it has the
/// markers of goose or dbmate, whose names are the numbered ones.
final class ScriptDrafts {
  private final @Nullable ScriptStyle forced;
  private final Declarations declarations;
  private final List<String> errors;
  private final Map<String, ScriptConfig> configs = new HashMap<>();
  private final Map<String, FileMarkers> markers = new HashMap<>();

  /// @param forced the style that the set is said to have; otherwise it is found
  /// @param declarations turns declarative scripts into SQL
  /// @param errors takes what is wrong, as sentences
  ScriptDrafts(@Nullable ScriptStyle forced, Declarations declarations, List<String> errors) {
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
        ? "%s: both %s and %s have a file of this name"
            .formatted(file.name(), other.folder(), file.folder())
        : "%s: both %s in %s and %s in %s are this script: take one of them out"
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
          "%s: there is no %s that it could configure: add the script, or take this file out"
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
    refuseUnsupported(file, found);
    ScriptConfig config = configs.getOrDefault(file.name(), ScriptConfig.NONE);
    ScriptParts parts = parts(file, name.style(), found).with(config.transactions());
    return new ScriptDraft(file, name, parts, config);
  }

  private ScriptParts declared(ScriptFile file) {
    return switch (declarations.read(file.text())) {
      case Declarations.Reading.Sql(String text) -> ScriptParts.of(text);
      case Declarations.Reading.Refused(List<String> refusals) -> {
        refusals.forEach(refusal -> errors.add(file.name() + refusal));
        yield ScriptParts.NONE;
      }
    };
  }

  /// Run as a whole, such a file would undo what it has just done.
  private void refuseUnsupported(ScriptFile file, FileMarkers markers) {
    if (markers.unsupported() != null) {
      errors.add(
          "%s: this is a script of %s, with a forward and an undo part in one file, which is not supported: put the parts into files of their own"
              .formatted(file.name(), markers.unsupported()));
    }
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

package dev.lockstep.engine;

import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes drafts of the files of a set. A file's style is that of its name, unless it has the
/// markers of goose or dbmate, whose names are the numbered ones.
final class ScriptDrafts {
  private static final String ACCEPTED =
      "V7__add_x.sql (Flyway), 007_add_x.sql (numbered, goose, dbmate), 000007_add_x.up.sql with"
          + " 000007_add_x.down.sql (golang-migrate)";

  /// What begins the lines that divide a file between forward and undo, by the tool that does so.
  private static final Map<String, String> DIVIDERS =
      Map.of(
          "-- +migrate Down", "sql-migrate",
          "---- create above / drop below", "tern",
          "-- //@UNDO", "MyBatis");

  private final @Nullable ScriptStyle forced;
  private final List<String> errors;
  private final Map<String, ScriptConfig> configs = new HashMap<>();

  /// @param forced the style that the set is said to have; otherwise it is found
  /// @param errors takes what is wrong, as sentences
  ScriptDrafts(@Nullable ScriptStyle forced, List<String> errors) {
    this.forced = forced;
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
    var drafts = new ArrayList<ScriptDraft>();
    for (ScriptFile file : byName.values()) {
      if (!isConfig(file)) {
        ScriptName.parse(file.name())
            .ifPresentOrElse(name -> drafts.add(draft(file, name)), () -> errors.add(noName(file)));
      }
    }
    return drafts;
  }

  private static String twice(ScriptFile file, ScriptFile other) {
    return file.storedName().equals(other.storedName())
        ? "%s: both %s and %s have a file of this name"
            .formatted(file.name(), other.folder(), file.folder())
        : "%s: both %s in %s and %s in %s are this script: take one of them out"
            .formatted(
                file.name(), other.storedName(), other.folder(), file.storedName(), file.folder());
  }

  private static String noName(ScriptFile file) {
    return "%s: this is no script's name; accepted are %s".formatted(file.name(), ACCEPTED);
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
    ScriptStyle style = style(file, name);
    refuseMisfit(name, style);
    refuseDivided(file);
    ScriptConfig config = configs.getOrDefault(file.name(), ScriptConfig.NONE);
    ScriptParts parts = parts(file, style).with(config.transactions());
    return new ScriptDraft(file, name.withStyle(style), parts, config);
  }

  private ScriptStyle style(ScriptFile file, ScriptName name) {
    if (GooseFile.isLikely(file.text())) {
      return ScriptStyle.GOOSE;
    }
    if (DbmateFile.isLikely(file.text())) {
      return ScriptStyle.DBMATE;
    }
    return forced != null && isDivided(forced) && name.style() == ScriptStyle.NUMBERED
        ? forced
        : name.style();
  }

  /// Whether scripts of a style have their undo part in the same file.
  private static boolean isDivided(ScriptStyle style) {
    return style == ScriptStyle.GOOSE || style == ScriptStyle.DBMATE;
  }

  private void refuseMisfit(ScriptName name, ScriptStyle style) {
    boolean otherName = name.style() != ScriptStyle.NUMBERED || isUndo(name);
    if (isDivided(style) && otherName) {
      errors.add(
          "%s: a script of %s has a name such as 00007_add_x.sql and holds its undo part, too: rename it, or take the markers of %s out"
              .formatted(name.fileName(), style.title(), style.title()));
    } else if (forced != null && style != forced && !undoesNumbered(name)) {
      errors.add(
          "%s: this is a script of the style %s, and the set is said to be of the style %s: rename it, or name no style"
              .formatted(name.fileName(), style.title(), forced.title()));
    }
  }

  /// A `.down.sql` undoes a numbered script as well as an `.up.sql`.
  private boolean undoesNumbered(ScriptName name) {
    return forced == ScriptStyle.NUMBERED && isUndo(name) && name.style() == ScriptStyle.UP_DOWN;
  }

  private static boolean isUndo(ScriptName name) {
    return name.direction() == Direction.UNDO;
  }

  /// Run as a whole, such a file would undo what it has just done.
  private void refuseDivided(ScriptFile file) {
    String text = file.text();
    DIVIDERS.forEach(
        (divider, tool) -> {
          if (text.startsWith(divider) || text.contains("\n" + divider)) {
            errors.add(
                "%s: this is a script of %s, with a forward and an undo part in one file, which is"
                        .formatted(file.name(), tool)
                    + " not supported: put the parts into files of their own");
          }
        });
  }

  private ScriptParts parts(ScriptFile file, ScriptStyle style) {
    try {
      return switch (style) {
        case GOOSE -> GooseFile.divide(file.text());
        case DBMATE -> DbmateFile.divide(file.text());
        case FLYWAY, NUMBERED, UP_DOWN -> ScriptParts.whole(file.text());
      };
    } catch (MarkerException e) {
      errors.add(e.sentence(file.name()));
      return ScriptParts.NONE;
    }
  }
}

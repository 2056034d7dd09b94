package dev.lockstep.engine.script;

import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.ScriptStyle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to read folders of scripts.
///
/// @param placeholders the values of `${name}`; names that are not declared are not replaced
/// @param schema the value of Flyway's own placeholder for the schema; null if it is not known
/// @param style the style of the scripts; null to detect it
/// @param selection the files that belong to the set
public record ReadOptions(
    Map<String, String> placeholders,
    @Nullable String schema,
    @Nullable ScriptStyle style,
    FileSelection selection) {
  public ReadOptions {
    placeholders = Map.copyOf(placeholders);
  }

  /// Options with placeholders only.
  public static ReadOptions of(Map<String, String> placeholders) {
    return new ReadOptions(placeholders, null, null, FileSelection.ALL);
  }
}

package dev.lockstep.engine.script;

import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.ScriptStyle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to read folders of scripts.
///
/// @param placeholders what `${name}` stands for; names that are not in here stay as they are
/// @param schema what Flyway's own placeholder for the schema stands for; null where nobody said
/// @param style the style that the scripts have; when absent it is found
/// @param selection which files belong to the set
public record ReadOptions(
    Map<String, String> placeholders,
    @Nullable String schema,
    @Nullable ScriptStyle style,
    FileSelection selection) {
  public ReadOptions {
    placeholders = Map.copyOf(placeholders);
  }

  /// Nothing is said but the placeholders.
  public static ReadOptions of(Map<String, String> placeholders) {
    return new ReadOptions(placeholders, null, null, FileSelection.ALL);
  }
}

package dev.lockstep.engine.source;

import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Inputs that a set does not use.
///
/// @param placeholders declared placeholders that no file contains
/// @param passedOver files that do not belong to the set, sorted by name
/// @param patterns ignore patterns that match no file
/// @param undos undo scripts of versions without a forward script
public record UnusedInputs(
    Set<String> placeholders,
    List<String> passedOver,
    List<String> patterns,
    List<ScriptName> undos) {
  /// No unused inputs.
  public static final UnusedInputs NONE =
      new UnusedInputs(Set.of(), List.of(), List.of(), List.of());

  public UnusedInputs {
    placeholders = Collections.unmodifiableSet(new TreeSet<>(placeholders));
    passedOver = List.copyOf(passedOver);
    patterns = List.copyOf(patterns);
    undos = List.copyOf(undos);
  }

  /// The warnings, as sentences.
  List<String> warnings() {
    var warnings = new ArrayList<String>();
    placeholders.forEach(
        name ->
            warnings.add(
                "the placeholder %s is declared but not used in any script: correct its name, or remove it"
                    .formatted(name)));
    patterns.forEach(
        pattern ->
            warnings.add(
                "the ignore pattern '%s' matches no file: correct the pattern, or remove it"
                    .formatted(pattern)));
    undos.forEach(undo -> warnings.add(undo.fileName() + ": " + words(undo)));
    return warnings;
  }

  /// The warning about an undo script without a forward script, as the end of a sentence that
  /// begins with its name.
  public static String words(ScriptName undo) {
    return "undoes version %s, which has no up script: it is never run, as with golang-migrate"
        .formatted(undo.version());
  }
}

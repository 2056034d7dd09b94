package dev.lockstep.engine.source;

import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What was given and is of no use to a set.
///
/// @param placeholders declared placeholders that are in none of the files
/// @param passedOver files that do not belong to the set, in the order of their names
/// @param patterns patterns for such files that no file has
/// @param undos scripts that undo a version which has no script
public record UnusedInputs(
    Set<String> placeholders,
    List<String> passedOver,
    List<String> patterns,
    List<ScriptName> undos) {
  /// Nothing is left.
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

  /// What to say of a script that undoes nothing: the end of a sentence that begins with its name.
  public static String words(ScriptName undo) {
    return "undoes version %s, which has no up script: it is never run, as with golang-migrate"
        .formatted(undo.version());
  }
}

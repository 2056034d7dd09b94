package dev.lockstep.engine.source;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import dev.lockstep.schema.ScriptStyle;
import dev.lockstep.schema.UndoName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pairs the forward scripts of a set with their undo scripts, or collects the errors.
final class ScriptPairs {
  private record Key(ScriptKind kind, Direction direction, Object identity) {
    /// A record's own hash code is generated at run time, which takes milliseconds.
    @Override
    public int hashCode() {
      return 31 * (31 * kind.hashCode() + direction.hashCode()) + identity.hashCode();
    }
  }

  private final List<ScriptName> names;
  private final Map<Key, ScriptName> byKey = new HashMap<>();
  private final List<String> errors = new ArrayList<>();
  private final List<ScriptName> unusedUndos = new ArrayList<>();

  ScriptPairs(List<ScriptName> names) {
    this.names = names;
    names.forEach(this::add);
    names.stream().filter(name -> name.direction() == Direction.UNDO).forEach(this::noticeLonely);
  }

  /// The undo scripts of versions without a forward script.
  List<ScriptName> unusedUndos() {
    return List.copyOf(unusedUndos);
  }

  /// All errors, as sentences.
  List<String> errors() {
    return List.copyOf(errors);
  }

  /// The forward scripts, including callbacks.
  List<ScriptName> forward() {
    return names.stream().filter(name -> name.direction() == Direction.FORWARD).toList();
  }

  /// The undo script of a forward script.
  Optional<ScriptName> undoOf(ScriptName forward) {
    return forward.kind() == ScriptKind.VERSIONED
        ? Optional.ofNullable(byKey.get(key(forward, Direction.UNDO)))
        : Optional.empty();
  }

  private void add(ScriptName name) {
    ScriptName other = byKey.putIfAbsent(key(name, name.direction()), name);
    if (other != null) {
      errors.add(name.version() == null ? sameName(name, other) : sameVersion(name, other));
    }
  }

  /// A baseline script may have the version of a versioned one; repeatable scripts are
  /// distinguished by their descriptions, and callbacks by their file names.
  private static Key key(ScriptName name, Direction direction) {
    SchemaVersion version = name.version();
    Object identity =
        switch (name.kind()) {
          case VERSIONED, BASELINE -> version == null ? name.fileName() : version;
          case REPEATABLE -> name.description();
          case CALLBACK -> name.fileName();
        };
    return new Key(name.kind(), direction, identity);
  }

  private static String sameVersion(ScriptName name, ScriptName other) {
    return UndoNames.sameVersion(name, other)
        .orElseGet(
            () ->
                "%s: same version as %s (%s and %s): %sgive one of them another version"
                    .formatted(
                        name.fileName(),
                        other.fileName(),
                        name.version(),
                        other.version(),
                        undoHint(name, other)));
  }

  /// An undo script with another version would run as a normal script.
  private static String undoHint(ScriptName name, ScriptName other) {
    return name.direction() == Direction.FORWARD
        ? UndoName.of(other)
            .map("if it is the undo of that script, rename it to %s; otherwise "::formatted)
            .orElse("")
        : "";
  }

  private static String sameName(ScriptName name, ScriptName other) {
    return "%s: same description as %s (%s), but repeatable scripts are ordered by description: rename one of them"
        .formatted(name.fileName(), other.fileName(), name.description());
  }

  /// Handles an undo script without a forward script. golang-migrate accepts it, and some sets have
  /// one; in other styles the forward script is probably missing.
  private void noticeLonely(ScriptName undo) {
    @Nullable ScriptName forward = byKey.get(key(undo, Direction.FORWARD));
    if (forward == null && undo.style() == ScriptStyle.UP_DOWN) {
      unusedUndos.add(undo);
    } else if (forward == null) {
      errors.add(
          "%s: undoes version %s, which has no up script: add the script, or remove this one"
              .formatted(undo.fileName(), undo.version()));
    }
  }
}

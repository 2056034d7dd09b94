package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptName.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names of a set, with each forward script's undo script; or what keeps them from being a set.
final class ScriptPairs {
  private record Key(ScriptKind kind, Direction direction, Object identity) {
    /// What a record would have of itself is made while the program runs, in milliseconds.
    @Override
    public int hashCode() {
      return 31 * (31 * kind.hashCode() + direction.hashCode()) + identity.hashCode();
    }
  }

  private final List<ScriptName> names;
  private final Map<Key, ScriptName> byKey = new HashMap<>();
  private final List<String> errors = new ArrayList<>();

  ScriptPairs(List<ScriptName> names) {
    this.names = names;
    names.forEach(this::add);
    names.stream().filter(name -> name.direction() == Direction.UNDO).forEach(this::refuseLonely);
  }

  /// All that is wrong, as sentences.
  List<String> errors() {
    return List.copyOf(errors);
  }

  /// The scripts that go forward, callbacks among them.
  List<ScriptName> forward() {
    return names.stream().filter(name -> name.direction() == Direction.FORWARD).toList();
  }

  /// The script that undoes another.
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

  /// A baseline script may have the version of a versioned one; repeatable scripts are told apart
  /// by their descriptions, and callbacks by their file names.
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
    return "%s: it has the same version as %s (%s and %s); give one of them another version"
        .formatted(name.fileName(), other.fileName(), name.version(), other.version());
  }

  private static String sameName(ScriptName name, ScriptName other) {
    return "%s: it has the same description as %s (%s), which is what orders repeatable scripts; rename one of them"
        .formatted(name.fileName(), other.fileName(), name.description());
  }

  private void refuseLonely(ScriptName undo) {
    @Nullable ScriptName forward = byKey.get(key(undo, Direction.FORWARD));
    if (forward == null) {
      errors.add(
          "%s: it undoes version %s, which has no forward script: add the script, or take this one out"
              .formatted(undo.fileName(), undo.version()));
    }
  }
}

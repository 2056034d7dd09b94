package dev.lockstep.engine;

import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptStyle;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A set of scripts that can be run, in the order in which they run.
///
/// @param scripts the forward scripts: first those with a version, the oldest first, then the
///   repeatable ones by description
/// @param callbacks what runs around them, by file name
/// @param digest the digest of all files that the set was read from
/// @param unusedPlaceholders declared placeholders that are in none of the files
public record ScriptSet(
    List<Script> scripts, List<Script> callbacks, String digest, Set<String> unusedPlaceholders)
    implements ScriptReading {
  public ScriptSet {
    scripts = scripts.stream().sorted(ScriptSet::inOrder).toList();
    callbacks = callbacks.stream().sorted((a, b) -> a.fileName().compareTo(b.fileName())).toList();
    unusedPlaceholders = Collections.unmodifiableSet(new TreeSet<>(unusedPlaceholders));
  }

  @Override
  public List<String> errors() {
    return List.of();
  }

  /// A set without callbacks.
  public ScriptSet(List<Script> scripts, String digest) {
    this(scripts, List.of(), digest, Set.of());
  }

  /// The callbacks of an event, in the order in which they run.
  public List<Script> callbacks(CallbackEvent event) {
    return callbacks.stream()
        .filter(callback -> callback.name().event().filter(event::equals).isPresent())
        .toList();
  }

  /// The callbacks around each script.
  public Around around() {
    return new Around(
        callbacks(CallbackEvent.BEFORE_EACH_MIGRATE), callbacks(CallbackEvent.AFTER_EACH_MIGRATE));
  }

  /// All scripts up to the target, and the repeatable ones.
  List<Script> upTo(Target target) {
    return target.last().map(this::upTo).orElse(scripts);
  }

  private List<Script> upTo(SchemaVersion last) {
    return scripts.stream()
        .filter(
            script -> script.version().map(version -> version.compareTo(last) <= 0).orElse(true))
        .toList();
  }

  /// Written out, because the JDK's comparators of comparators are made anew by every process.
  private static int inOrder(Script a, Script b) {
    SchemaVersion first = a.name().version();
    SchemaVersion second = b.name().version();
    int order;
    if (first == null || second == null) {
      order = Boolean.compare(first == null, second == null);
    } else {
      order = first.compareTo(second);
    }
    if (order == 0) {
      order = a.name().description().compareTo(b.name().description());
    }
    return order == 0 ? a.fileName().compareTo(b.fileName()) : order;
  }

  /// The newest version of the set.
  public Optional<SchemaVersion> newest() {
    return newest(scripts);
  }

  static Optional<SchemaVersion> newest(List<Script> scripts) {
    return scripts.stream()
        .map(Script::version)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// Reads a set from folders, in each of which a ConfigMap is mounted. Entries whose name begins
  /// with a dot are the mount's own; every other entry counts.
  ///
  /// @param folders the folders; the last part of a folder's path is the ConfigMap's name
  /// @param placeholders what `${name}` stands for; names that are not in here stay as they are
  /// @param style the style that the scripts have; when absent it is found
  /// @param declarations turns declarative scripts into SQL
  public static ScriptReading read(
      List<Path> folders,
      Map<String, String> placeholders,
      Optional<ScriptStyle> style,
      Declarations declarations) {
    var assembly =
        new ScriptSetAssembly(
            ScriptFiles.read(folders),
            new Placeholders(placeholders),
            style.orElse(null),
            declarations);
    return assembly.assemble();
  }

  /// Reads a set whose style is found and that is SQL alone.
  public static ScriptReading read(List<Path> folders, Map<String, String> placeholders) {
    return read(folders, placeholders, Optional.empty(), Declarations.NONE);
  }
}

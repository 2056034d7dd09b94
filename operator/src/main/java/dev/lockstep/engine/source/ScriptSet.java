package dev.lockstep.engine.source;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.ReadOptions;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptStyle;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A set of scripts that can be run, in the order in which they run.
///
/// @param scripts the forward scripts: first the versioned ones, the oldest first, then the
///   repeatable ones by description
/// @param callbacks the callbacks, by file name
/// @param digest the digest of all files of the set
/// @param leftovers the inputs that the set does not use
public record ScriptSet(
    List<Script> scripts, List<Script> callbacks, String digest, UnusedInputs leftovers)
    implements ScriptReading {
  public ScriptSet {
    scripts = scripts.stream().sorted(ScriptSet::inOrder).toList();
    callbacks = callbacks.stream().sorted((a, b) -> a.fileName().compareTo(b.fileName())).toList();
  }

  @Override
  public List<String> errors() {
    return List.of();
  }

  /// A set without callbacks.
  public ScriptSet(List<Script> scripts, String digest) {
    this(scripts, List.of(), digest, UnusedInputs.NONE);
  }

  /// The callbacks of an event, in the order in which they run.
  public List<Script> callbacks(CallbackEvent event) {
    return callbacks.stream()
        .filter(callback -> callback.name().event().filter(event::equals).isPresent())
        .toList();
  }

  /// The callbacks around each script.
  public EachScriptCallbacks around() {
    return new EachScriptCallbacks(
        callbacks(CallbackEvent.BEFORE_EACH_MIGRATE), callbacks(CallbackEvent.AFTER_EACH_MIGRATE));
  }

  /// All scripts up to a version, and the repeatable ones.
  public List<Script> upTo(SchemaVersion last) {
    return scripts.stream()
        .filter(
            script -> script.version().map(version -> version.compareTo(last) <= 0).orElse(true))
        .toList();
  }

  /// Written without comparator combinators, which the JDK generates anew in every process.
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

  public static Optional<SchemaVersion> newest(List<Script> scripts) {
    return scripts.stream()
        .map(Script::version)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// Reads a set from folders, each of which is a mounted ConfigMap.
  ///
  /// @param folders the folders; the last part of a folder's path is the ConfigMap's name
  /// @param declarations turns declarative scripts into SQL
  public static ScriptReading read(
      List<Path> folders, ReadOptions rules, DeclarativeScripts declarations) {
    var assembly =
        new ScriptSetAssembly(
            ScriptFiles.read(folders, rules.selection()),
            new Placeholders(rules.placeholders(), rules.schema()),
            rules.style(),
            declarations);
    return assembly.assemble();
  }

  /// Reads a set of all files, without an ignore pattern.
  public static ScriptReading read(
      List<Path> folders,
      Map<String, String> placeholders,
      Optional<ScriptStyle> style,
      DeclarativeScripts declarations) {
    return read(
        folders,
        new ReadOptions(placeholders, null, style.orElse(null), FileSelection.ALL),
        declarations);
  }

  /// Reads a set of SQL scripts whose style is detected.
  public static ScriptReading read(List<Path> folders, Map<String, String> placeholders) {
    return read(folders, ReadOptions.of(placeholders), DeclarativeScripts.NONE);
  }
}

package dev.lockstep.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A set of scripts that can be run, in the order of their versions.
///
/// @param scripts the forward scripts, oldest version first
/// @param digest the digest of all files that the set was read from
public record ScriptSet(List<Script> scripts, String digest) implements ScriptReading {

  public ScriptSet {
    scripts = List.copyOf(scripts);
  }

  /// Reads a set from folders, in each of which a ConfigMap is mounted. Entries whose name begins
  /// with a dot are the mount's own; every other entry counts.
  ///
  /// @param folders the folders; the last part of a folder's path is the ConfigMap's name
  /// @param placeholders what `${name}` stands for; names that are not in here stay as they are
  public static ScriptReading read(List<Path> folders, Map<String, String> placeholders) {
    var files = ScriptFiles.read(folders);
    return new ScriptSetAssembly(files, new Placeholders(placeholders)).assemble();
  }
}

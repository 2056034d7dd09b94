package dev.lockstep.engine.source;

import dev.lockstep.schema.FileSelection;
import java.nio.file.Path;
import java.util.List;

/// The digest of a set of scripts in a cluster, computed without parsing the scripts: neither
/// placeholders nor a style affect it.
///
/// @param digest see [dev.lockstep.schema.ScriptsDigest]
/// @param files the number of files in it
/// @param passedOver the names of files that do not belong to the set
/// @param errors the files that could not be read, each a sentence; if there are any, the digest
///   must not be used
public record SetDigest(String digest, int files, List<String> passedOver, List<String> errors) {

  /// A folder whose files are in a ConfigMap.
  ///
  /// @param configMap the ConfigMap's name
  /// @param folder the folder
  public record Source(String configMap, Path folder) {
    /// A folder with the name of its ConfigMap, as mounted in a run.
    public static Source named(Path folder) {
      return new Source(folder.toAbsolutePath().normalize().getFileName() + "", folder);
    }
  }

  /// Reads the folders. If two files of one ConfigMap have the same name, the later one is used.
  public static SetDigest of(List<Source> sources, FileSelection selection) {
    ScriptFiles found = ScriptFiles.readSources(sources, selection);
    return new SetDigest(
        found.digest(), found.files().size(), found.passedOver(), List.copyOf(found.errors()));
  }
}

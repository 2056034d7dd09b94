package dev.lockstep.engine.source;

import dev.lockstep.schema.FileSelection;
import java.nio.file.Path;
import java.util.List;

/// The digest that a set of scripts has in a cluster, without reading what the scripts say: neither
/// placeholders nor a style matter to it.
///
/// @param digest see [dev.lockstep.schema.ScriptsDigest]
/// @param files how many files it covers
/// @param passedOver the names of files that do not belong to the set
/// @param errors what could not be read, each a sentence; then the digest is of no use
public record SetDigest(String digest, int files, List<String> passedOver, List<String> errors) {

  /// A folder whose files a ConfigMap holds.
  ///
  /// @param configMap the ConfigMap's name
  /// @param folder the folder
  public record Source(String configMap, Path folder) {
    /// A folder that is named like its ConfigMap, as a run has it mounted.
    public static Source named(Path folder) {
      return new Source(folder.toAbsolutePath().normalize().getFileName() + "", folder);
    }
  }

  /// Reads the folders. Of two files of one ConfigMap with the same name the later one counts.
  public static SetDigest of(List<Source> sources, FileSelection selection) {
    ScriptFiles found = ScriptFiles.readSources(sources, selection);
    return new SetDigest(
        found.digest(), found.files().size(), found.passedOver(), List.copyOf(found.errors()));
  }
}

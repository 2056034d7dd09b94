package dev.lockstep.engine.source;

import java.util.List;

/// The result of reading folders of scripts: a set, or the errors that prevent one.
public sealed interface ScriptReading permits ScriptSet, ScriptReading.Refused {

  /// The digest of the files that were read, see [dev.lockstep.schema.ScriptsDigest]. A rejected
  /// set has one, too, to distinguish a run with the wrong scripts from a run with invalid ones.
  String digest();

  /// All errors, each a sentence that names the file; empty for a set.
  List<String> errors();

  /// A set that cannot be run.
  ///
  /// @param digest the digest of the files that were read
  /// @param errors all errors, each a sentence that names the file
  record Refused(String digest, List<String> errors) implements ScriptReading {
    public Refused {
      errors = List.copyOf(errors);
    }
  }
}

package dev.lockstep.engine.source;

import java.util.List;

/// What came of reading folders of scripts: a set, or every reason why there is none.
public sealed interface ScriptReading permits ScriptSet, ScriptReading.Refused {

  /// The digest of what was read, see [dev.lockstep.schema.ScriptsDigest]. A refused set has one
  /// too, so that a run with other scripts than it was made for can be told from a run with wrong
  /// ones.
  String digest();

  /// All that is wrong, each a sentence that names the file; nothing of a set.
  List<String> errors();

  /// The set cannot be run.
  ///
  /// @param digest the digest of what was read
  /// @param errors all that is wrong, each a sentence that names the file
  record Refused(String digest, List<String> errors) implements ScriptReading {
    public Refused {
      errors = List.copyOf(errors);
    }
  }
}

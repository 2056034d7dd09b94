package dev.lockstep.engine.journal;

import dev.lockstep.engine.script.Script;
import org.jspecify.annotations.Nullable;

/// The progress of a script that does not run as one transaction, as recorded by its attempt.
///
/// @param finished the number of statements, from the first, that are finished and committed
/// @param digest the digest of their texts, see [StatementDigest]
/// @param started the next statement, if it was started and its end was not recorded
/// @param sessionObject an object of the finished statements that exists only in their session,
///   such as a temporary table
public record JournalState(
    int finished, String digest, @Nullable Started started, @Nullable String sessionObject) {

  static final String UNDO = "undo of ";

  /// No statement was started.
  public static final JournalState NONE = new JournalState(0, "", null, null);

  /// A statement that cannot commit together with its journal entry.
  ///
  /// @param digest the digest of its text
  /// @param snapshot what the database showed of its objects before
  public record Started(String digest, @Nullable String snapshot) {}

  /// Whether there is no statement after which to resume.
  public boolean isEmpty() {
    return finished == 0 && started == null;
  }

  public JournalState starting(String textDigest, @Nullable String snapshot) {
    return new JournalState(finished, digest, new Started(textDigest, snapshot), sessionObject);
  }

  /// The key of the journal of a script's undo.
  public static String undoKey(String fileName) {
    return UNDO + fileName;
  }

  /// The key of a script's journal; its undo has a journal of its own.
  public static String key(Script script) {
    return script.isUndo() ? undoKey(script.fileName()) : script.fileName();
  }
}

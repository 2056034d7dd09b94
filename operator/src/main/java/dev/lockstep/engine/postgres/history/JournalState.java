package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.IncompleteScripts;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.script.Script;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The progress, recorded in `migration_attempts`, of a script that runs statement by statement.
///
/// @param finished the number of statements, from the first, that are finished and committed
/// @param digest the digest of their texts, see [StatementDigest]
/// @param started the next statement, if it was started and its end was not recorded
/// @param sessionObject an object of the finished statements that exists only in their session,
///   such as a temporary table
public record JournalState(
    int finished, String digest, @Nullable Started started, @Nullable String sessionObject) {

  private static final String UNDO = "undo of ";

  /// No statement was started.
  public static final JournalState NONE = new JournalState(0, "", null, null);

  /// A statement that cannot commit together with its journal entry.
  ///
  /// @param digest the digest of its text
  /// @param snapshot the result of its snapshot query, see `StatementEffect`
  public record Started(String digest, @Nullable String snapshot) {}

  /// Whether there is no statement after which to resume.
  public boolean isEmpty() {
    return finished == 0 && started == null;
  }

  public JournalState starting(String textDigest, @Nullable String snapshot) {
    return new JournalState(finished, digest, new Started(textDigest, snapshot), sessionObject);
  }

  /// The key of a script's journal; its undo has a journal of its own.
  public static String key(Script script) {
    return script.isUndo() ? UNDO + script.fileName() : script.fileName();
  }

  /// The scripts and undos that are incomplete according to their journals.
  public static IncompleteScripts incomplete(Map<String, JournalState> journals, History history) {
    Set<String> applied =
        history.rows().stream()
            .filter(HistoryRow::isApplied)
            .map(HistoryRow::name)
            .collect(Collectors.toSet());
    var scripts = new HashSet<String>();
    var undos = new HashSet<String>();
    journals.forEach(
        (key, state) -> {
          if (state.isEmpty()) {
            return;
          }
          if (!key.startsWith(UNDO)) {
            scripts.add(key);
          } else if (applied.contains(key.substring(UNDO.length()))) {
            undos.add(key.substring(UNDO.length()));
          }
        });
    return new IncompleteScripts(scripts, undos);
  }

  /// The states in the reply to [JournalSql#open()], by key.
  static Map<String, JournalState> of(Reply reply) {
    var states = new HashMap<String, JournalState>();
    for (List<@Nullable String> row : reply.rows()) {
      String started = row.get(3);
      states.put(
          (row.get(6) == null ? "" : UNDO) + row.get(0),
          new JournalState(
              Integer.parseInt(String.valueOf(row.get(1))),
              String.valueOf(row.get(2)),
              started == null ? null : new Started(started, row.get(4)),
              row.get(5)));
    }
    return states;
  }
}

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

/// How far a script has come that does not run as one transaction, as `migration_attempts` has it.
///
/// @param finished how many statements from the first on are done and committed
/// @param digest over their texts, see [StatementDigest]
/// @param started the statement after them, when it was started and its end was not noted
/// @param sessionObject what the finished statements left that lives in their session only, such as
///   a temporary table
public record JournalState(
    int finished, String digest, @Nullable Started started, @Nullable String sessionObject) {

  private static final String UNDO = "undo of ";

  /// Nothing is done.
  public static final JournalState NONE = new JournalState(0, "", null, null);

  /// A statement that cannot commit together with its journal entry.
  ///
  /// @param digest over its text
  /// @param snapshot what its effect asked the catalog before
  public record Started(String digest, @Nullable String snapshot) {}

  /// Whether there is nothing to go on from.
  public boolean isEmpty() {
    return finished == 0 && started == null;
  }

  public JournalState starting(String textDigest, @Nullable String snapshot) {
    return new JournalState(finished, digest, new Started(textDigest, snapshot), sessionObject);
  }

  /// What the journal of a script is found by: the one of its undo is another.
  public static String key(Script script) {
    return script.isUndo() ? UNDO + script.fileName() : script.fileName();
  }

  /// What the journals that are open say of scripts and of undos.
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

  /// The states that were read with [JournalSql#open()], by their keys.
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

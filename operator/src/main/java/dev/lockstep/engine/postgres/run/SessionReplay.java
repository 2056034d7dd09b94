package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The statements to repeat in a new session, so that the rest of the script finds the state after
/// the finished statements.
///
/// @param settings statements that set settings and roles of the session, in order
/// @param opening the statement that began the transaction which is open after the last finished
///   statement, because of COMMIT AND CHAIN; empty if none is open
record SessionReplay(List<SqlStatement> settings, List<SqlStatement> opening) {
  static SessionReplay of(List<SqlStatement> finished) {
    var walk = new Walk();
    finished.forEach(walk::pass);
    return new SessionReplay(List.copyOf(walk.settings), List.copyOf(walk.opening));
  }

  /// Tracks the statements through the script's own transactions, because a rollback reverts
  /// settings, too.
  private static final class Walk {
    private final List<SqlStatement> settings = new ArrayList<>();
    private final List<SqlStatement> opening = new ArrayList<>();
    private final Map<String, Integer> savepoints = new LinkedHashMap<>();
    private int before;

    void pass(SqlStatement statement) {
      switch (statement.kind()) {
        case BEGIN -> begin(statement);
        case COMMIT -> end(statement);
        case ROLLBACK -> {
          keep(before);
          end(statement);
        }
        case SAVEPOINT -> savepoint(statement);
        case SET_TRANSACTION -> {
          if (!opening.isEmpty()) {
            opening.add(statement);
          }
        }
        case SET_SESSION_CHARACTERISTICS, CLIENT_ENCODING, NEXT_SESSION, ORDINARY ->
            setting(statement);
        case OUTSIDE_TRANSACTION -> {
          if (ExecutionMode.discards(statement)) {
            settings.clear();
          }
        }
        case PREPARED_TRANSACTION,
            LOCK,
            COPY_FROM_STDIN,
            COPY_TO_STDOUT,
            ALTER_SYSTEM,
            PROCEDURE -> {
          // No effect on the session.
        }
      }
    }

    private void begin(SqlStatement statement) {
      if (opening.isEmpty()) {
        opening.add(statement);
        before = settings.size();
      }
    }

    private void end(SqlStatement statement) {
      savepoints.clear();
      before = settings.size();
      boolean chained = statement.words().contains("CHAIN") && !statement.words().contains("NO");
      if (!chained) {
        opening.clear();
      }
    }

    private void savepoint(SqlStatement statement) {
      String name = statement.words().getLast();
      switch (ExecutionMode.verb(statement)) {
        case "SAVEPOINT" -> savepoints.put(name, settings.size());
        case "ROLLBACK" -> keep(savepoints.getOrDefault(name, settings.size()));
        default -> savepoints.remove(name);
      }
    }

    private void keep(int count) {
      settings.subList(Math.min(count, settings.size()), settings.size()).clear();
    }

    private void setting(SqlStatement statement) {
      List<String> words = statement.words();
      boolean local = words.size() > 1 && Set.of("LOCAL", "CONSTRAINTS").contains(words.get(1));
      boolean sets =
          Set.of("SET", "RESET", "LISTEN", "UNLISTEN", "LOAD")
              .contains(ExecutionMode.verb(statement));
      if ((sets && !local) || ExecutionMode.setsConfig(statement)) {
        settings.add(statement);
      }
    }
  }
}

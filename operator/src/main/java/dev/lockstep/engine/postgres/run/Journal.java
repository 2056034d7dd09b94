package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.StatementDigest;
import dev.lockstep.schema.Sha256;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal of one attempt at a script: what is noted, and what is to be noted next.
final class Journal {
  private final List<SqlStatement> statements;
  private final MessageDigest digest = Sha256.create();
  private int digested;
  private JournalState state;

  /// @param statements all of the script
  /// @param state what earlier attempts have noted
  Journal(List<SqlStatement> statements, JournalState state) {
    this.statements = statements;
    this.state = state;
  }

  /// What is noted.
  JournalState state() {
    return state;
  }

  /// How many statements are noted as finished.
  int finished() {
    return state.finished();
  }

  /// How many statements the script has.
  int count() {
    return statements.size();
  }

  void noted(JournalState now) {
    state = now;
  }

  /// The state in which so many statements are finished.
  JournalState finishing(int finished) {
    return new JournalState(finished, digestOf(finished), null, null);
  }

  /// The state in which the statement after so many is started.
  JournalState starting(int finished, @Nullable String snapshot) {
    return finishing(finished).starting(StatementDigest.of(statements.get(finished)), snapshot);
  }

  /// Whether the statements that are noted are those of the script.
  boolean matches() {
    JournalState.Started started = state.started();
    int known = state.finished() + (started == null ? 0 : 1);
    return known <= statements.size()
        && (state.finished() == 0 || digestOf(state.finished()).equals(state.digest()))
        && (started == null
            || started.digest().equals(StatementDigest.of(statements.get(state.finished()))));
  }

  private String digestOf(int count) {
    if (count < digested) {
      return StatementDigest.of(statements.subList(0, count));
    }
    for (; digested < count; digested++) {
      StatementDigest.add(digest, statements.get(digested));
    }
    return StatementDigest.text(digest);
  }
}

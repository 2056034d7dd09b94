package dev.lockstep.engine.journal;

import dev.lockstep.schema.Sha256;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal of one attempt at a script: what is noted, and what is to be noted next.
public final class Journal {
  private final List<? extends StatementText> statements;
  private final MessageDigest digest = Sha256.create();
  private int digested;
  private JournalState state;

  /// @param statements all of the script
  /// @param state what earlier attempts have noted
  public Journal(List<? extends StatementText> statements, JournalState state) {
    this.statements = statements;
    this.state = state;
  }

  /// What is noted.
  public JournalState state() {
    return state;
  }

  /// How many statements are noted as finished.
  public int finished() {
    return state.finished();
  }

  /// How many statements the script has.
  public int count() {
    return statements.size();
  }

  /// Takes a state as noted, once it is committed.
  public void noted(JournalState now) {
    state = now;
  }

  /// The state in which so many statements are finished.
  public JournalState finishing(int finished) {
    return new JournalState(finished, digestOf(finished), null, null);
  }

  /// The state in which the statement after so many is started.
  public JournalState starting(int finished, @Nullable String snapshot) {
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

package dev.lockstep.engine.journal;

import dev.lockstep.schema.Sha256;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal of one attempt at a script: the recorded state, and the next states to record.
public final class Journal {
  private final List<? extends StatementText> statements;
  private final MessageDigest digest = Sha256.create();
  private int digested;
  private JournalState state;

  /// @param statements all statements of the script
  /// @param state the state that earlier attempts recorded
  public Journal(List<? extends StatementText> statements, JournalState state) {
    this.statements = statements;
    this.state = state;
  }

  /// The recorded state.
  public JournalState state() {
    return state;
  }

  /// The number of statements that are recorded as finished.
  public int finished() {
    return state.finished();
  }

  /// The number of statements in the script.
  public int count() {
    return statements.size();
  }

  /// Replaces the recorded state, once the new one is committed.
  public void noted(JournalState now) {
    state = now;
  }

  /// The state after this number of statements has finished.
  public JournalState finishing(int finished) {
    return new JournalState(finished, digestOf(finished), null, null);
  }

  /// The state after this number of statements has finished and the next one was started.
  public JournalState starting(int finished, @Nullable String snapshot) {
    return finishing(finished).starting(StatementDigest.of(statements.get(finished)), snapshot);
  }

  /// Whether the recorded statements are those of the script.
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

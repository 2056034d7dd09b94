package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.postgres.session.Blockers;
import dev.lockstep.engine.postgres.session.StatementProgress;
import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.schema.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A script in progress. It prints progress lines unless the script is short.
final class ScriptProgress {
  private static final Duration FIRST = Duration.ofSeconds(2);

  private final Attempt attempt;
  private final SentStatements position;
  private final ProgressListener listener;
  private final long since = System.nanoTime();
  private Duration due = FIRST;

  ScriptProgress(Attempt attempt, SentStatements position, ProgressListener listener) {
    this.attempt = attempt;
    this.position = position;
    this.listener = listener;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  boolean isDue() {
    return elapsed().compareTo(due) >= 0;
  }

  /// The data of the `COPY` that runs now.
  @Nullable CopyData copyData() {
    SqlStatement statement = position.statement();
    return statement == null ? null : statement.copyData();
  }

  /// @param work the server's progress with the statement
  void tell(Blockers blockers, StatementProgress work) {
    Duration elapsed = elapsed();
    due = elapsed.plus(listener.pause(elapsed));
    var line = new StringBuilder(attempt.script().fileName());
    if (attempt.script().isUndo()) {
      line.append(" (undo)");
    }
    SqlStatement statement = position.statement();
    if (statement != null) {
      line.append(", statement %d of %d".formatted(statement.number(), attempt.body().count()));
    }
    line.append(", ").append(DurationText.format(Duration.ofSeconds(elapsed.toSeconds())));
    String phrase = work.phrase(copyData());
    if (phrase != null) {
      line.append(", ").append(phrase);
    }
    if (!blockers.isEmpty()) {
      line.append("; it waits for ").append(blockers.phrase());
    }
    listener.tell(line.toString(), blockers.queries());
  }
}

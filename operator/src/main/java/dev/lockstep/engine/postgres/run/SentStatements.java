package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The statement that the server is executing: the statements of the last round trip, and the
/// number of replies, each of which the server sends immediately. Written by the thread that sends,
/// and read by others, which may see the previous statement.
final class SentStatements {
  private final AtomicInteger answered = new AtomicInteger();
  private volatile List<WireStatement> sent = List.of();

  void sent(List<WireStatement> messages) {
    answered.set(0);
    sent = messages;
  }

  void answered() {
    answered.incrementAndGet();
  }

  /// The script's current statement; null while the server executes one of ours.
  @Nullable SqlStatement statement() {
    List<WireStatement> messages = sent;
    return messages.isEmpty()
        ? null
        : messages.get(Math.min(answered.get(), messages.size() - 1)).statement();
  }
}

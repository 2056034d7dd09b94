package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Which statement the server is at: what was sent to it in one go, and how many answers have come
/// back, which it gives as soon as it has them. Written by the thread that sends, read by others,
/// who may be told of the statement before.
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

  /// The script's statement that runs now; null while the server works on one of ours.
  @Nullable SqlStatement statement() {
    List<WireStatement> messages = sent;
    return messages.isEmpty()
        ? null
        : messages.get(Math.min(answered.get(), messages.size() - 1)).statement();
  }
}

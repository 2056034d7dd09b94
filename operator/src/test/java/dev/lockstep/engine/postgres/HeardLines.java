package dev.lockstep.engine.postgres;

import dev.lockstep.engine.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Keeps what a run tells.
final class HeardLines implements ProgressListener {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> confidential = new CopyOnWriteArrayList<>();

  @Override
  public void tell(String line, @Nullable String secret) {
    lines.add(line);
    if (secret != null) {
      confidential.add(secret);
    }
  }

  @Override
  public Duration pause(Duration elapsed) {
    return Duration.ofMillis(500);
  }

  List<String> lines() {
    return lines;
  }

  List<String> confidential() {
    return confidential;
  }

  boolean heard(String pattern) {
    return lines.stream().anyMatch(line -> line.matches(pattern));
  }
}

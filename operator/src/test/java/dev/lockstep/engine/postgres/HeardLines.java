package dev.lockstep.engine.postgres;

import dev.lockstep.engine.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Collects the progress lines of a run.
public final class HeardLines implements ProgressListener {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> confidential = new CopyOnWriteArrayList<>();

  @Override
  public void tell(String line, @Nullable String secret) {
    lines.add(line);
    if (secret != null) {
      confidential.add(secret);
    }
  }

  @Override
  public void warn(String sentence, @Nullable String secret) {
    tell(sentence, secret);
    warnings.add(sentence);
  }

  @Override
  public Duration pause(Duration elapsed) {
    return Duration.ofMillis(500);
  }

  public List<String> lines() {
    return lines;
  }

  public List<String> warnings() {
    return warnings;
  }

  public List<String> confidential() {
    return confidential;
  }

  public boolean heard(String pattern) {
    return lines.stream().anyMatch(line -> line.matches(pattern));
  }
}

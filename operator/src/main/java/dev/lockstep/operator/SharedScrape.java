package dev.lockstep.operator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One text for all who ask at about the same time: however many there are, the metrics are
/// computed once a second and are in the memory once.
final class SharedScrape implements Supplier<byte[]> {
  private static final long GOOD_FOR = Duration.ofSeconds(1).toNanos();

  private final Supplier<String> metrics;
  private final LongSupplier nanos;
  private byte @Nullable [] last;
  private long at;

  SharedScrape(Supplier<String> metrics, LongSupplier nanos) {
    this.metrics = metrics;
    this.nanos = nanos;
  }

  @Override
  public synchronized byte[] get() {
    byte[] known = last;
    if (known != null && nanos.getAsLong() - at < GOOD_FOR) {
      return known;
    }
    byte[] fresh = metrics.get().getBytes(StandardCharsets.UTF_8);
    last = fresh;
    at = nanos.getAsLong();
    return fresh;
  }
}

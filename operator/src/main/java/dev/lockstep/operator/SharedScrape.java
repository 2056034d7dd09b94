package dev.lockstep.operator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The text that all scrapes of the same second share: however many clients there are, the metrics
/// are computed at most once a second and are in memory once.
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

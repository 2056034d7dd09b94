package dev.lockstep.engine.postgres.lint.model;

/// How large a table is.
///
/// @param rows how many rows it has, by the server's estimate; -1 when it has none
/// @param bytes how many bytes its rows take
public record TableSize(long rows, long bytes) {
  /// About as many rows as fit into the bytes that are small.
  private static final long BYTES_OF_A_ROW = 100;

  private static final int MEDIUM = 100;
  private static final int LARGE = 10_000;

  /// How long work on a whole table takes.
  public enum Weight {
    /// No time.
    SMALL,
    /// Seconds.
    MEDIUM,
    /// Minutes, or unknown.
    LARGE,
    /// Hours.
    HUGE
  }

  public Weight weight(long small) {
    if (isUpTo(small)) {
      return Weight.SMALL;
    }
    if (isUpTo(small * MEDIUM)) {
      return Weight.MEDIUM;
    }
    return isUpTo(small * LARGE) ? Weight.LARGE : Weight.HUGE;
  }

  private boolean isUpTo(long limit) {
    return bytes <= limit && rows <= Math.max(1, limit / BYTES_OF_A_ROW);
  }

  /// The size in a sentence.
  public String title() {
    String size =
        bytes < 10L << 20
            ? "%d kB".formatted(bytes >> 10)
            : bytes < 10L << 30 ? "%d MB".formatted(bytes >> 20) : "%d GB".formatted(bytes >> 30);
    return rows < 0 ? size : "%s, about %d rows".formatted(size, rows);
  }
}

package dev.lockstep.engine.postgres.lint.model;

/// The size of a table.
///
/// @param rows the number of rows by the server's estimate; -1 if there is none
/// @param bytes the size of the rows in bytes
public record TableSize(long rows, long bytes) {
  /// The assumed size of a row, by which a limit in bytes is converted to rows.
  private static final long BYTES_OF_A_ROW = 100;

  private static final int MEDIUM = 100;
  private static final int LARGE = 10_000;

  /// The time that an operation on a whole table takes.
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

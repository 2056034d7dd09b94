package dev.lockstep.engine.script;

import dev.lockstep.schema.Setting;

/// The part of the run's memory that the texts of a set may use. A file of a kilobyte can
/// decompress to a gigabyte, and a script of a megabyte can have a long placeholder in every line.
public final class MemoryBudget {
  private static final int MEBIBYTES = 20;

  private final long limit;
  private final long memory;
  private long taken;

  public MemoryBudget(long limit, long memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /// The budget for text that has grown: decompressed files and replaced placeholders.
  public static MemoryBudget quarter() {
    long memory = Runtime.getRuntime().maxMemory();
    return new MemoryBudget(memory / 4, memory);
  }

  /// The budget for files as they are stored.
  public static MemoryBudget half() {
    long memory = Runtime.getRuntime().maxMemory();
    return new MemoryBudget(memory / 2, memory);
  }

  /// Takes this number of bytes from the budget.
  ///
  /// @return false if not enough are left; then none are taken
  public boolean takes(long bytes) {
    if (bytes > limit - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /// The error message for an exhausted budget.
  ///
  /// @param begin such as `the scripts are larger than`
  public String refusal(String begin) {
    return "%s %d MiB, the limit for a run with %d MiB of memory: raise %s, or split them into several sets"
        .formatted(begin, limit >> MEBIBYTES, memory >> MEBIBYTES, Setting.MEMORY);
  }
}

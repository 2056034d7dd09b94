package dev.lockstep.engine.script;

/// How much of the run's memory the texts of a set may take. A file of a kilobyte can unpack to a
/// gigabyte, and a script of a megabyte can name a long placeholder in every line.
public final class MemoryBudget {
  private static final int MEBIBYTES = 20;

  private final long limit;
  private final long memory;
  private long taken;

  public MemoryBudget(long limit, long memory) {
    this.limit = limit;
    this.memory = memory;
  }

  /// For text that is larger than what it comes from.
  public static MemoryBudget quarter() {
    long memory = Runtime.getRuntime().maxMemory();
    return new MemoryBudget(memory / 4, memory);
  }

  /// For files as they are.
  public static MemoryBudget half() {
    long memory = Runtime.getRuntime().maxMemory();
    return new MemoryBudget(memory / 2, memory);
  }

  /// Takes so many bytes more, when they are left.
  public boolean takes(long bytes) {
    if (bytes > limit - taken) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /// Why no more is taken.
  ///
  /// @param begin such as `the scripts have more than`
  public String refusal(String begin) {
    return "%s %d MiB, the limit for a run with %d MiB of memory: raise -Xmx in LOCKSTEP_JAVA_OPTS (spec.job.resources.limits.memory), or split them into several sets"
        .formatted(begin, limit >> MEBIBYTES, memory >> MEBIBYTES);
  }
}

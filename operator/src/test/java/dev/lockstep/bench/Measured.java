package dev.lockstep.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process from its start to its exit.
///
/// @param seconds by the clock
/// @param cpuSeconds that it and its children have used
/// @param peak the most memory that it has had resident, in MiB, as last seen; 0 where the system
///   does not tell
record Measured(double seconds, double cpuSeconds, double peak) {
  /// `RUSAGE_CHILDREN` on Linux and macOS.
  private static final int CHILDREN = -1;

  private static final int POLL_MILLISECONDS = 10;

  /// Runs a command.
  ///
  /// @throws IllegalStateException when it fails
  static Measured of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("lockstep-bench-", ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    double cpuBefore = childrenSeconds();
    long start = System.nanoTime();
    Process process = builder.start();
    double peak = 0;
    while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, resident(process.pid()));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "%s failed with %d: %s".formatted(command, process.exitValue(), Files.readString(log)));
    }
    Files.delete(log);
    return new Measured(seconds, childrenSeconds() - cpuBefore, peak);
  }

  /// What the system remembers as the most so far, so that a short peak is not missed.
  private static double resident(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
        }
      }
    } catch (IOException _) {
      // It has just ended, at times in the middle of the reading, or this is no Linux.
    }
    return 0;
  }

  /// The user and system time of all children that have ended.
  @SuppressWarnings("restricted")
  private static double childrenSeconds() {
    Linker linker = Linker.nativeLinker();
    MethodHandle getrusage =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getrusage"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try (var arena = Arena.ofConfined()) {
      MemorySegment usage = arena.allocate(512, 8);
      int result = (int) getrusage.invokeExact(CHILDREN, usage);
      if (result != 0) {
        throw new IllegalStateException("getrusage: " + result);
      }
      return time(usage, 0) + time(usage, 16);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A `struct timeval`.
  private static double time(MemorySegment usage, long offset) {
    long microseconds = usage.get(ValueLayout.JAVA_INT, offset + 8);
    return usage.get(ValueLayout.JAVA_LONG, offset) + microseconds / 1e6;
  }
}

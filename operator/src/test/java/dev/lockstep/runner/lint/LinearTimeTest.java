package dev.lockstep.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.CommandRun;
import dev.lockstep.testing.Megabytes;
import dev.lockstep.testing.ScriptFolder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// W8: the time to check scripts is proportional to their size, not to its square.
///
/// The test compares the CPU time of one thread for a text and for one of eight times its size: the
/// ratio is about 8 if the work is proportional, and 64 if each statement is compared with each
/// other one. It depends neither on the machine's speed nor on its load.
final class LinearTimeTest {
  private static final int TIMES = 8;
  private static final int MOST = 3 * TIMES;
  private static final int SMALL = 30_000;

  private final Path folder;

  LinearTimeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<String> texts() {
    return Megabytes.names().stream();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void looksAtAHostileTextInProportionToItsSize(String name) {
    Path small = script("small", name, SMALL);
    Path large = script("large", name, SMALL * TIMES);

    assertInProportion("lint", small, large);
    assertInProportion("plan", small, large, "--statements");
  }

  @Test
  void looksAtManyScriptsInProportionToTheirNumber() {
    Path few = scripts("few", 150);
    Path many = scripts("many", 150 * TIMES);

    assertInProportion("lint", few, many);
    assertInProportion("plan", few, many);
  }

  private static void assertInProportion(
      String command, Path small, Path large, String... options) {
    run(command, small, options);
    double once = Math.min(run(command, small, options), run(command, small, options));
    double grown = run(command, large, options) / once;
    if (grown > MOST) {
      grown = run(command, large, options) / once;
    }

    assertThat(grown).as("%s, a text of %d times the size", command, TIMES).isLessThan(MOST);
  }

  /// The CPU time in nanoseconds.
  private static double run(String command, Path scripts, String... options) {
    var arguments =
        Stream.concat(Stream.of(command, "--scripts", scripts.toString()), Stream.of(options))
            .toList();
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    CommandRun answered = CommandRun.of(Map.of(), CommandRun.Reader.PIPE, arguments);
    long end = threads.getCurrentThreadCpuTime();

    assertThat(answered.exit()).as(answered.err()).isIn(0, 3, 10);
    return end - start;
  }

  private Path script(String size, String name, int characters) {
    return ScriptFolder.in(folder.resolve(size))
        .with("V1__all.sql", Megabytes.text(name, characters))
        .path();
  }

  private Path scripts(String size, int count) {
    ScriptFolder scripts = ScriptFolder.in(folder.resolve(size));
    IntStream.rangeClosed(1, count)
        .forEach(i -> scripts.with("V%d__t.sql".formatted(i), "CREATE TABLE t%d();".formatted(i)));
    return scripts.path();
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The program from its command line to its exit code, inside this process.
///
/// @param err standard error
public record ProgramRun(int exit, String err) {

  /// Runs a command line.
  public static ProgramRun of(Map<String, String> environment, List<String> arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var told = new ByteArrayOutputStream();
    try (var none = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var stream = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      System.setOut(none);
      System.setErr(stream);
      int exit = Main.run(arguments.toArray(String[]::new), environment);
      return new ProgramRun(exit, told.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /// Asserts what every failure has: its exit code, one sentence that names the thing at fault, a
  /// way out, and neither a stack trace nor the name of one of our classes.
  public void isOneSentence(int code, List<String> words) {
    assertThat(err).as("standard error, exit %d", exit).contains(words);
    assertThat(exit).as(err).isEqualTo(code);
    assertThat(err).doesNotContain("Exception", "\tat ", "java.", "(null)", ": null");
    assertThat(err.replace("\n", "")).as("control characters").doesNotMatch("(?s).*\\p{Cntrl}.*");
    List<String> lines = err.lines().toList();
    int sentence =
        lines.indexOf(
            lines.stream().filter(line -> line.startsWith("lockstep: ")).findFirst().orElseThrow());
    assertThat(lines.get(sentence)).hasSizeGreaterThan(20);
    if (sentence == lines.size() - 1) {
      assertThat(lines.getLast()).contains("see lockstep");
    } else {
      assertThat(lines).as("after progress, the sentence and its hint").hasSize(sentence + 2);
      assertThat(lines.getLast()).startsWith("hint: ").hasSizeGreaterThan(10);
    }
  }
}

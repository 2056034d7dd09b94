package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Assertions on the lines of split scripts.
final class Lines {
  private Lines() {}

  /// The lines of a part that are neither blank nor comments, on one line.
  static String statements(String part) {
    return part.lines()
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .filter(line -> !line.startsWith("--"))
        .collect(Collectors.joining(" "));
  }

  /// Asserts that every line of a part is either blank or equal to the line of the file with the
  /// same number.
  ///
  /// @param ended the line that may have been replaced by a semicolon
  static void assertKept(String file, ScriptParts parts, String ended) {
    assertKept(file, parts.forward(), ended);
    if (parts.undo() != null) {
      assertKept(file, parts.undo(), ended);
      assertThat(feeds(parts.undo())).isEqualTo(feeds(file));
    }
  }

  private static long feeds(String text) {
    return text.chars().filter(c -> c == '\n').count();
  }

  private static void assertKept(String file, String part, String ended) {
    List<String> expected = List.of(file.split("\n", -1));
    String[] actual = part.split("\n", -1);
    for (int i = 0; i < actual.length; i++) {
      String line = actual[i];
      boolean kept =
          line.isBlank()
              || expected.get(i).startsWith(line)
              || expected.get(i).endsWith(line)
              || (line.equals(";") && expected.get(i).equalsIgnoreCase(ended));
      assertThat(kept)
          .as("line %d is '%s', in the file '%s'", i + 1, line, expected.get(i))
          .isTrue();
    }
  }
}

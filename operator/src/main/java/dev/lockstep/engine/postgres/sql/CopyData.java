package dev.lockstep.engine.postgres.sql;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/// The data lines that follow a `COPY ... FROM stdin` in a script: a range of the script's text,
/// which is not copied.
///
/// @param script the text of the script
/// @param start the offset of the first character
/// @param end the offset after the last character: before the line `\.` or at the end of the text
/// @param line the line of the script on which the data begins, from 1
public record CopyData(String script, int start, int end, int line) {
  private static final int SLICE = 32 * 1024;

  private static final Pattern COLUMN =
      Pattern.compile("(?m)^COPY .{1,200}?, line \\d+, column (.{1,200}?)(?:: |$)");

  /// The data, unchanged.
  public String text() {
    return script.substring(start, end);
  }

  /// Sends the data as the bytes of the script's file, whatever encoding the session was set to,
  /// and without another copy of it in memory.
  public void sendTo(CopyIn copy) throws SQLException {
    try {
      for (int from = start; from < end; ) {
        int to = Math.min(end, from + SLICE);
        if (to < end && Character.isHighSurrogate(script.charAt(to - 1))) {
          to++;
        }
        byte[] bytes = script.substring(from, to).getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        from = to;
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /// The data line, from 1, that an error's context names, such as `COPY t, line 3, column x: ...`.
  /// The context may be in any language, but in all of them the table's name is followed by the
  /// line number. Empty if there is none: the error is then one of the statement.
  ///
  /// @param names the words of the statement, which include the table's name
  public OptionalInt lineIn(String context, List<String> names) {
    String anyName =
        names.stream()
            .map(CopyData::written)
            .distinct()
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    Matcher place =
        Pattern.compile("(?m)^\\D{0,16}?\\b(?:" + anyName + ")\\D{1,16}?(\\d{1,9})\\b")
            .matcher(context);
    while (place.find()) {
      int found = Integer.parseInt(place.group(1));
      if (found >= 1 && found <= lines()) {
        return OptionalInt.of(found);
      }
    }
    return OptionalInt.empty();
  }

  /// The column that an error's context names, if the context is in English.
  public static @Nullable String columnIn(String context) {
    Matcher column = COLUMN.matcher(context);
    return column.find() ? column.group(1) : null;
  }

  private static String written(String word) {
    return word.startsWith("\"")
        ? word.substring(1, word.length() - 1).replace("\"\"", "\"")
        : word.toLowerCase(Locale.ROOT);
  }

  private long lines() {
    return 1 + CharBuffer.wrap(script, start, end).chars().filter(c -> c == '\n').count();
  }

  @Override
  public String toString() {
    return "%d characters from line %d".formatted(end - start, line);
  }
}

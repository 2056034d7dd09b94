package dev.lockstep.engine.postgres;

import java.io.Reader;
import java.nio.CharBuffer;

/// The lines that follow a `COPY ... FROM stdin` in a script: a part of the script's text, which is
/// not copied.
///
/// @param script the text that the data lies in
/// @param start where the data begins
/// @param end where it ends, exclusive: before the line `\.` or at the end of the text
/// @param line the line in the script of the first data line, from 1
public record CopyData(String script, int start, int end, int line) {

  /// The data, in the middle of which nothing is changed.
  public String text() {
    return script.substring(start, end);
  }

  /// The data without a copy of it in memory.
  public Reader reader() {
    return Reader.of(CharBuffer.wrap(script, start, end));
  }

  @Override
  public String toString() {
    return "%d characters from line %d".formatted(end - start, line);
  }
}

package dev.lockstep.engine.postgres.session;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The server's reply to one statement.
///
/// @param tag the command tag, such as `COMMIT`; empty for a result
/// @param rows the rows of the result as text, if results are kept
public record Reply(String tag, List<List<@Nullable String>> rows) {

  /// Reads each row.
  public <T> List<T> each(Function<Row, T> reader) {
    return rows.stream().map(Row::new).map(reader).toList();
  }

  /// The first value of the first row.
  public @Nullable String value() {
    return rows.getFirst().getFirst();
  }

  public boolean isTrue() {
    return "t".equals(value());
  }
}

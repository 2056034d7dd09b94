package dev.lockstep.engine.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's answer to one statement.
///
/// @param tag the command tag, such as `COMMIT`; empty for a result
/// @param rows the result's rows as text, when they were asked for
record Reply(String tag, List<List<@Nullable String>> rows) {

  /// The first value of the first row.
  @Nullable String value() {
    return rows.getFirst().getFirst();
  }

  boolean isTrue() {
    return "t".equals(value());
  }
}

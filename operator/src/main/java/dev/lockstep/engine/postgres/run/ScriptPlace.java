package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The place of an error in a script's file.
///
/// @param line the line, from 1
/// @param phrase the statement and the line, and the place in the data of a COPY
record ScriptPlace(int line, String phrase) {
  /// In CSV, or with a header, a line is not a row.
  private static final Pattern LINES_NOT_ROWS =
      Pattern.compile("\\b(?:CSV|HEADER)\\b", Pattern.CASE_INSENSITIVE);

  static ScriptPlace of(SqlStatement statement, @Nullable SQLException error) {
    CopyData data = statement.copyData();
    String context = error == null ? null : SqlFailures.context(error);
    if (data != null && context != null) {
      OptionalInt found = data.lineIn(context, statement.words());
      if (found.isPresent()) {
        int line = data.line() + found.getAsInt() - 1;
        return new ScriptPlace(
            line, phrase(statement, line) + inData(statement, found.getAsInt(), context));
      }
    }
    int line = statement.lineAt(error == null ? 0 : SqlFailures.position(error));
    return new ScriptPlace(line, phrase(statement, line));
  }

  private static String phrase(SqlStatement statement, int line) {
    return ", statement %d, line %d".formatted(statement.number(), line);
  }

  private static String inData(SqlStatement statement, int number, String context) {
    String unit = LINES_NOT_ROWS.matcher(statement.sql()).find() ? "line" : "row";
    String column = CopyData.columnIn(context);
    return " (%s %d of the data%s)"
        .formatted(unit, number, column == null ? "" : ", column " + column);
  }
}

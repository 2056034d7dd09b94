package dev.lockstep.engine.postgres.sql;

import dev.lockstep.engine.journal.StatementText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement of a script, as psql would delimit it.
///
/// @param number the number in the script, from 1
/// @param offset the offset of the first token in the script, in UTF-16 units
/// @param line the line of the first token, from 1
/// @param column the column of the first token, from 1
/// @param piece the range of the script that is the statement's text, see [#sql()]
/// @param words the leading keywords and names, up to [#MAX_WORDS]: keywords and plain names in
///   upper case, quoted names with their quotes, everything else left out; empty if the statement
///   does not begin with a word
/// @param kind how the runner has to treat the statement
/// @param copyData the data of a `COPY ... FROM stdin`
/// @param file the callback that contains the statement; null for a statement of the script itself
public record SqlStatement(
    int number,
    int offset,
    int line,
    int column,
    TextSpan piece,
    List<String> words,
    StatementKind kind,
    @Nullable CopyData copyData,
    @Nullable String file)
    implements StatementText {

  /// The number of leading words that are kept.
  public static final int MAX_WORDS = 16;

  /// The statement from its first to its last token, with inner comments, without the semicolon.
  @Override
  public String sql() {
    return piece.toString();
  }

  /// The data of a `COPY ... FROM stdin`; empty for every other statement.
  @Override
  public String data() {
    return copyData == null ? "" : copyData.text();
  }

  /// The length of the statement, in UTF-16 units.
  public int length() {
    return piece.end() - piece.start();
  }

  /// The same statement as part of a callback, so that its failure names the callback's file.
  public SqlStatement from(String callback) {
    return new SqlStatement(number, offset, line, column, piece, words, kind, copyData, callback);
  }

  /// The line in the script to which a server's error position points.
  ///
  /// @param position the position in the statement in characters from 1, as the server reports it;
  ///   0 if it reported none
  public int lineAt(int position) {
    String sql = sql();
    int end = indexOf(sql, position);
    int feeds = 0;
    for (int i = sql.indexOf('\n'); i >= 0 && i < end; i = sql.indexOf('\n', i + 1)) {
      feeds++;
    }
    return line + feeds;
  }

  /// The column in the script to which a server's error position points, from 1.
  public int columnAt(int position) {
    String sql = sql();
    int index = indexOf(sql, position);
    int feed = index == 0 ? -1 : sql.lastIndexOf('\n', index - 1);
    int from = Math.max(feed + 1, 0);
    int column = sql.codePointCount(from, index) + 1;
    return feed < 0 ? this.column + column - 1 : column;
  }

  private static int indexOf(String sql, int position) {
    if (position <= 1) {
      return 0;
    }
    int characters = sql.codePointCount(0, sql.length());
    return sql.offsetByCodePoints(0, Math.min(position - 1, characters));
  }
}

package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An invisible character of a name or keyword, such as a byte order mark in the middle of a
/// script, a zero width space or a no-break space. PostgreSQL takes every character beyond ASCII
/// for a letter.
///
/// @param codePoint the letter
/// @param offset its offset in the statement, in UTF-16 units
/// @param position its position in the statement in characters from 1, as the server counts
public record InvisibleLetter(int codePoint, int offset, int position) {

  /// The invisible letters of a statement outside strings and comments.
  public static List<InvisibleLetter> in(SqlStatement statement) {
    String sql = statement.sql();
    if (isAscii(sql)) {
      return List.of();
    }
    var found = new ArrayList<InvisibleLetter>();
    for (Token lexeme : Token.of(sql)) {
      if (lexeme.isName()) {
        for (int i = lexeme.offset();
            i < lexeme.end();
            i += Character.charCount(sql.codePointAt(i))) {
          if (isInvisible(sql.codePointAt(i))) {
            found.add(new InvisibleLetter(sql.codePointAt(i), i, sql.codePointCount(0, i) + 1));
          }
        }
      }
    }
    return found;
  }

  /// The invisible letter that probably caused a server's error: the first at or after the error's
  /// position, otherwise the first of the statement.
  public static Optional<InvisibleLetter> at(SqlStatement statement, int position) {
    List<InvisibleLetter> all = in(statement);
    return all.stream()
        .filter(letter -> letter.position() >= position)
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /// The code point and its Unicode name.
  public String title() {
    String name = Character.getName(codePoint);
    return name == null ? "U+%04X".formatted(codePoint) : "U+%04X (%s)".formatted(codePoint, name);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /// Whether a character is invisible. Joiners count, too: writing systems that need them have them
  /// between letters, where they are visible.
  private static boolean isInvisible(int codePoint) {
    return codePoint >= 0x80
        && switch (Character.getType(codePoint)) {
          case Character.FORMAT,
              Character.CONTROL,
              Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> codePoint == 0x115F || codePoint == 0x1160 || codePoint == 0x3164;
        };
  }
}

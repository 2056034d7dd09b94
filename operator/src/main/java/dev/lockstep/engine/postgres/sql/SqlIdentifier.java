package dev.lockstep.engine.postgres.sql;

/// Normalizes the spelling of a name: case, quotes and Unicode escapes.
public final class SqlIdentifier {
  private SqlIdentifier() {}

  /// A plain name in lower case: only `A` to `Z` are folded, as the server does in UTF-8.
  public static String folded(String word) {
    var folded = new StringBuilder(word);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + 32));
      }
    }
    return folded.toString();
  }

  /// The text of a `"..."` name.
  public static String unquoted(String token) {
    return token.substring(1, token.length() - 1).replace("\"\"", "\"");
  }

  public static boolean hasEscapes(String token) {
    return token.charAt(0) != '"';
  }

  /// The text of a `U&"..."` name. Escapes that the server rejects are left unchanged.
  public static String unescaped(String token, char escape) {
    String text = unquoted(token.substring(2));
    var name = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == escape && i + 1 < text.length() && text.charAt(i + 1) == escape) {
        name.append(escape);
        i += 2;
        continue;
      }
      int from = i + (text.startsWith("+", i + 1) ? 2 : 1);
      int to = from + (from == i + 2 ? 6 : 4);
      int character = c == escape && to <= text.length() ? hex(text, from, to) : -1;
      if (character >= 0) {
        // Two escapes can be the halves of one character.
        name.appendCodePoint(character);
        i = to;
      } else {
        name.append(c);
        i++;
      }
    }
    return name.toString();
  }

  private static int hex(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return Character.isValidCodePoint(value) ? value : -1;
  }
}

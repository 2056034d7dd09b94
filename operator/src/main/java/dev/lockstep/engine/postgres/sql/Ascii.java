package dev.lockstep.engine.postgres.sql;

/// Case conversion as PostgreSQL applies it to keywords: only `A` to `Z` have two cases, so no
/// character of another alphabet turns into a keyword.
public final class Ascii {
  private Ascii() {}

  /// Whether a range of a text is a word, ignoring case. The word is given in lower case.
  public static boolean isWord(String text, int start, int end, String lowerCase) {
    if (end - start != lowerCase.length()) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (lower(text.charAt(i)) != lowerCase.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }

  /// A range of a text in upper case.
  public static String upper(String text, int start, int end) {
    var upper = new char[end - start];
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      upper[i - start] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }
    return new String(upper);
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}

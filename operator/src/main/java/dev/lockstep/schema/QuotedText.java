package dev.lockstep.schema;

/// Sentences of database servers, in which values and names stand between quotes.
public final class QuotedText {
  private static final String CUT = "…";

  /// The quotes of all languages that servers speak.
  private static final String QUOTES = "\"“”„‟«»‹›「」『』";

  /// Those that are apostrophes beside a letter.
  private static final String SINGLE_QUOTES = "'‘’`";

  private static final String SIGNS = "()[]{};,.:=<>+-*/%^|&~!?@#";

  private QuotedText() {}

  /// A sentence without what it quotes: from the first quote to the last, because a value may hold
  /// quotes of its own. A single sign stays: it is no value, and often the point of a syntax error.
  public static String cut(String text) {
    int first = 0;
    while (first < text.length() && !isQuote(text, first, first - 1)) {
      first++;
    }
    int last = text.length() - 1;
    while (last > first && !isQuote(text, last, last + 1)) {
      last--;
    }
    if (first >= last) {
      return first < text.length() ? text.substring(0, first + 1) + CUT : text;
    }
    return last == first + 2 && SIGNS.indexOf(text.charAt(first + 1)) >= 0
        ? text
        : text.substring(0, first + 1) + CUT + text.substring(last);
  }

  /// Whether a sentence quotes one thing and no more.
  public static boolean quotesOne(String text) {
    return text.chars().filter(each -> QUOTES.indexOf(each) >= 0).count() == 2;
  }

  private static boolean isQuote(String text, int index, int beside) {
    char found = text.charAt(index);
    boolean inWord =
        beside >= 0 && beside < text.length() && Character.isLetterOrDigit(text.charAt(beside));
    return QUOTES.indexOf(found) >= 0 || (SINGLE_QUOTES.indexOf(found) >= 0 && !inWord);
  }
}

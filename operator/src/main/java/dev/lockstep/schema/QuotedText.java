package dev.lockstep.schema;

/// Messages of database servers, in which values and names stand between quotation marks.
public final class QuotedText {
  private static final String CUT = "…";

  /// Quotation marks of all languages in which servers write their messages.
  private static final String QUOTES = "\"“”„‟«»‹›「」『』";

  /// Quotation marks that are apostrophes next to a letter.
  private static final String SINGLE_QUOTES = "'‘’`";

  private static final String SIGNS = "()[]{};,.:=<>+-*/%^|&~!?@#";

  private QuotedText() {}

  /// Removes what a message quotes, from the first quotation mark to the last, because a value may
  /// contain quotation marks itself. A single punctuation mark or operator stays: it is not a
  /// value, and often the point of a syntax error.
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

  /// Returns whether a message quotes exactly one thing.
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

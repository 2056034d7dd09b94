package dev.lockstep.engine;

import dev.lockstep.engine.Script.Transactions;
import java.util.Set;

/// The comments before a script's first statement, in which it may say how it is to be run:
/// `lockstep: no-transaction` in our own words, `-- no-transaction` as the first line in those of
/// sqlx, and `-- atlas:txmode none` in those of Atlas. Our `lockstep: allow` may stand anywhere.
final class ScriptHeader {
  /// What a text begins with that is to be run without a transaction.
  static final String NO_TRANSACTION = "/* lockstep: no-transaction */";

  /// What begins a line that is ours.
  static final String LINE = "-- lockstep:";

  private static final String OURS = "lockstep:";

  /// What begins a comment that accepts what `lockstep lint` finds; it says nothing of the run.
  private static final String ALLOW = "allow";

  private static final String ATLAS = "atlas:";
  private static final String SQLX = "-- no-transaction";

  /// What makes another script of the text than the one that stands there.
  private static final Set<String> ATLAS_CHANGES = Set.of("delimiter", "checkpoint", "txtar");

  private final String text;
  private int offset;
  private Transactions transactions = Transactions.AS_STATEMENTS_ALLOW;

  private ScriptHeader(String text) {
    this.text = text;
  }

  /// What the header says of transactions.
  ///
  /// @throws MarkerException for a word that is ours, or Atlas', and cannot be followed
  static Transactions transactions(String text) throws MarkerException {
    var header = new ScriptHeader(text);
    header.read();
    return text.startsWith(SQLX) ? Transactions.NONE : header.transactions;
  }

  private void read() throws MarkerException {
    while (true) {
      while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
        offset++;
      }
      int start = offset;
      if (text.startsWith("--", offset)) {
        offset = lineEnd();
        obey(start, text.substring(start + 2, offset).strip());
      } else if (text.startsWith("/*", offset)) {
        offset = blockEnd();
        obey(start, text.substring(start + 2, Math.max(start + 2, offset - 2)).strip());
      } else {
        return;
      }
    }
  }

  private int lineEnd() {
    int end = offset;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  /// Comments of this kind lie in each other in PostgreSQL.
  private int blockEnd() {
    int depth = 0;
    int i = offset;
    do {
      if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
      } else {
        i++;
      }
    } while (depth > 0 && i < text.length());
    return Math.min(i, text.length());
  }

  private void obey(int start, String comment) throws MarkerException {
    if (comment.startsWith(OURS)) {
      String word = comment.substring(OURS.length()).strip();
      if (word.startsWith(ALLOW)) {
        return;
      }
      if (!word.equals("no-transaction")) {
        throw new MarkerException(
            lineOf(start),
            "'%s' is not known after 'lockstep:'; known are no-transaction and allow"
                .formatted(word));
      }
      transactions = Transactions.NONE;
    } else if (comment.startsWith(ATLAS)) {
      obeyAtlas(start, comment.substring(ATLAS.length()).split("\\s+", 2));
    }
  }

  private void obeyAtlas(int start, String[] words) throws MarkerException {
    String value = words.length == 2 ? words[1].strip() : "";
    if (ATLAS_CHANGES.contains(words[0])) {
      throw new MarkerException(
          lineOf(start),
          "atlas:%s is not supported: write the statements as psql would take them, and take this line out"
              .formatted(words[0]));
    }
    if (words[0].equals("txmode")) {
      switch (value) {
        case "none" -> transactions = Transactions.NONE;
        case "file" -> {}
        default ->
            throw new MarkerException(
                lineOf(start), "atlas:txmode is '%s'; known are none and file".formatted(value));
      }
    }
  }

  /// Refuses a line of ours behind the header: passed over, it would look as if it were obeyed.
  static void refuseLate(String text) throws MarkerException {
    var header = new ScriptHeader(text);
    header.read();
    for (int i = text.indexOf(LINE, header.offset); i >= 0; i = text.indexOf(LINE, i + 1)) {
      boolean allows = text.startsWith(ALLOW, i + LINE.length() + 1);
      if (i > 0 && text.charAt(i - 1) == '\n' && !allows) {
        throw new MarkerException(
            header.lineOf(i),
            "'-- lockstep:' is read before the first statement only: move the line to the top");
      }
    }
  }

  private int lineOf(int place) {
    return 1 + MarkerLines.feedsBefore(text, place);
  }
}

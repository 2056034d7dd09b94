package dev.lockstep.engine.script;

import dev.lockstep.engine.script.Script.Transactions;
import java.util.Set;

/// The comments before a script's first statement, which can contain directives: Lockstep's
/// `lockstep: no-transaction`, sqlx's `-- no-transaction` as the first line, and Atlas' `--
/// atlas:txmode none`. `lockstep: allow` is permitted anywhere.
public final class ScriptHeader {
  /// The directive that is put before a text that must run without a transaction.
  public static final String NO_TRANSACTION = "/* lockstep: no-transaction */";

  /// The prefix of a line with a directive of Lockstep.
  public static final String LINE = "-- lockstep:";

  private static final String OURS = "lockstep:";

  /// The prefix of a directive that accepts a finding of `lockstep lint` and does not affect a run.
  private static final String ALLOW = "allow";

  private static final String ATLAS = "atlas:";
  private static final String SQLX = "-- no-transaction";

  /// Directives of Atlas that change which statements the text contains.
  private static final Set<String> ATLAS_CHANGES = Set.of("delimiter", "checkpoint", "txtar");

  private final String text;
  private int offset;
  private String accepted = "";
  private boolean accepts;
  private Transactions transactions = Transactions.AS_STATEMENTS_ALLOW;

  private ScriptHeader(String text) {
    this.text = text;
  }

  /// The transactions that the header requires.
  ///
  /// @throws MarkerException for a directive of Lockstep or Atlas that cannot be followed
  public static Transactions transactions(String text) throws MarkerException {
    var header = new ScriptHeader(text);
    header.read();
    return text.startsWith(SQLX) ? Transactions.NONE : header.transactions;
  }

  /// Whether a comment of the header accepts a name for the whole file.
  public static boolean accepts(String text, String name) {
    var header = new ScriptHeader(text);
    header.accepted = name;
    try {
      header.read();
    } catch (MarkerException _) {
      return false;
    }
    return header.accepts;
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

  /// Block comments can be nested in PostgreSQL.
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
        accepts =
            accepts || new ScriptElement.Comment(0, 0, comment).accepts("allow-file", accepted);
        return;
      }
      if (!word.equals("no-transaction")) {
        throw new MarkerException(
            lineOf(start),
            "unknown directive '%s' after 'lockstep:'; expected no-transaction or allow"
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
          "atlas:%s is not supported: write the statements as psql accepts them, and remove this line"
              .formatted(words[0]));
    }
    if (words[0].equals("txmode")) {
      switch (value) {
        case "none" -> transactions = Transactions.NONE;
        case "file" -> {}
        default ->
            throw new MarkerException(
                lineOf(start), "atlas:txmode is '%s'; expected none or file".formatted(value));
      }
    }
  }

  /// Rejects a directive after the header, which would otherwise appear to have an effect.
  public static void refuseLate(String text) throws MarkerException {
    var header = new ScriptHeader(text);
    header.read();
    for (int i = text.indexOf(LINE, header.offset); i >= 0; i = text.indexOf(LINE, i + 1)) {
      boolean allows = text.startsWith(ALLOW, i + LINE.length() + 1);
      if (i > 0 && text.charAt(i - 1) == '\n' && !allows) {
        throw new MarkerException(
            header.lineOf(i),
            "'-- lockstep:' is only read before the first statement: move the line to the top");
      }
    }
  }

  private int lineOf(int place) {
    return 1 + MarkerLines.feedsBefore(text, place);
  }
}

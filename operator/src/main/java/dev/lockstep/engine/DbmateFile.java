package dev.lockstep.engine;

import dev.lockstep.engine.Script.Transactions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Divides a script of dbmate by `-- migrate:up` and `-- migrate:down`, with dbmate's rules: the
/// marker begins its line, in small letters, and may be followed by `transaction:false`.
///
/// Unlike dbmate's newer versions it takes a script without a part that undoes it, as its older
/// ones did; hence what only looks like a marker is refused, lest the undo part run with the other.
final class DbmateFile {
  private static final Pattern WORD =
      Pattern.compile("migrate", Pattern.LITERAL | Pattern.CASE_INSENSITIVE);

  private static final Pattern LIKELY =
      Pattern.compile("--+\\s*migrate\\s*:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern MARKER =
      Pattern.compile("--\\s*migrate:(?<part>up|down)(?:\\s+(?<options>.*))?");

  private final String text;
  private final MarkerLines lines;
  private int up;
  private int down;
  private int downStart = -1;
  private Transactions transactions = Transactions.AS_STATEMENTS_ALLOW;
  private Transactions undoTransactions = Transactions.AS_STATEMENTS_ALLOW;

  private DbmateFile(String text) {
    this.text = text;
    this.lines = new MarkerLines(text, WORD);
  }

  static ScriptParts divide(String text) throws MarkerException {
    return new DbmateFile(text).divide();
  }

  private ScriptParts divide() throws MarkerException {
    while (lines.next()) {
      if (isLikelyMarker(lines.text())) {
        follow(lines.text());
      }
    }
    if (up == 0) {
      throw new MarkerException(
          0, "it has no line '-- migrate:up': write one above the first statement");
    }
    return ScriptParts.divided(text, downStart, transactions, undoTransactions);
  }

  private void follow(String line) throws MarkerException {
    Matcher marker = MARKER.matcher(line);
    if (!marker.matches()) {
      throw wrong(
          "this is no marker of dbmate's: write '-- migrate:up' or '-- migrate:down', in small letters and from the beginning of the line");
    }
    String options = marker.group("options");
    if (marker.group("part").equals("up")) {
      up();
      transactions = transactions(options == null ? "" : options);
    } else {
      down();
      undoTransactions = transactions(options == null ? "" : options);
    }
  }

  private void up() throws MarkerException {
    if (up > 0) {
      throw wrong(
          "a second '-- migrate:up' (the first is in line %d): put each migration into a file of its own"
              .formatted(up));
    }
    if (down > 0) {
      throw wrong("'-- migrate:up' stands behind '-- migrate:down': put it first");
    }
    if (!lines.isFirstText()) {
      throw wrong(
          "something stands before '-- migrate:up': move it below this line, comments with two dashes excepted");
    }
    up = lines.line();
  }

  private void down() throws MarkerException {
    if (down > 0) {
      throw wrong(
          "a second '-- migrate:down' (the first is in line %d): join the two parts"
              .formatted(down));
    }
    down = lines.line();
    downStart = lines.start();
  }

  /// Words that are no options are notes, as they are to dbmate.
  private Transactions transactions(String options) throws MarkerException {
    var wanted = Transactions.AS_STATEMENTS_ALLOW;
    for (String option : options.strip().split("\\s+", -1)) {
      switch (option) {
        case "transaction:false" -> wanted = Transactions.NONE;
        case "transaction:true" -> wanted = Transactions.AS_STATEMENTS_ALLOW;
        default -> {
          if (option.contains(":")) {
            throw wrong(
                "the option '%s' is not known; known are transaction:false and transaction:true"
                    .formatted(option));
          }
        }
      }
    }
    return wanted;
  }

  private MarkerException wrong(String reason) {
    return new MarkerException(lines.line(), reason);
  }

  /// Whether a comment is a marker, right or wrong.
  static boolean isLikelyMarker(String line) {
    return LIKELY.matcher(line.strip().toLowerCase(Locale.ROOT)).matches();
  }
}

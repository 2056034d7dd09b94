package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.MarkerLines;
import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.engine.script.ScriptWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a dbmate script at `-- migrate:up` and `-- migrate:down`, by dbmate's rules: the marker
/// is in lower case, begins its line, and may be followed by `transaction:false`.
///
/// Unlike newer versions of dbmate, Lockstep accepts a script without a down part, as older
/// versions did. Therefore a line that only resembles a marker is an error; otherwise the down part
/// could run with the up part. dbmate reads a second marker of a part as a comment, and so does
/// Lockstep, with a warning.
final class DbmateFile {
  private static final Pattern WORD =
      Pattern.compile("migrate", Pattern.LITERAL | Pattern.CASE_INSENSITIVE);

  private static final Pattern LIKELY =
      Pattern.compile("--+\\s*migrate\\s*:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern MARKER =
      Pattern.compile("--\\s*migrate:(?<part>up|down)(?:\\s+(?<options>.*))?");

  private final String text;
  private final MarkerLines lines;
  private final List<ScriptWarning> idle = new ArrayList<>();
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
      throw new MarkerException(0, "no '-- migrate:up' line: add one above the first statement");
    }
    return ScriptParts.divided(text, downStart, transactions, undoTransactions).with(idle);
  }

  private void follow(String line) throws MarkerException {
    Matcher marker = MARKER.matcher(line);
    if (!marker.matches()) {
      throw wrong(
          "not a dbmate marker: write '-- migrate:up' or '-- migrate:down' in lower case at the start of the line");
    }
    String options = marker.group("options");
    boolean goesForward = marker.group("part").equals("up");
    if ((goesForward ? up : down) > 0) {
      idle(goesForward ? "up" : "down", goesForward ? up : down);
    } else if (goesForward) {
      up();
      transactions = transactions(options == null ? "" : options);
    } else {
      down();
      undoTransactions = transactions(options == null ? "" : options);
    }
  }

  private void idle(String part, int first) {
    idle.add(
        new ScriptWarning(
            ScriptWarning.Kind.IDLE_MARKER,
            lines.line(),
            "a second '-- migrate:%s' (the first is in line %d) is only a comment, as in dbmate: the statements below it belong to the part that %s. Put each migration into its own file"
                .formatted(part, first, down > 0 ? "undoes the script" : "applies the script")));
  }

  private void up() throws MarkerException {
    if (down > 0) {
      throw wrong("'-- migrate:up' comes after '-- migrate:down': put it first");
    }
    if (!lines.isFirstText()) {
      throw wrong(
          "only comments that begin with two dashes may precede '-- migrate:up': move the rest below this line");
    }
    up = lines.line();
  }

  private void down() {
    down = lines.line();
    downStart = lines.start();
  }

  /// Words that are not options are ignored, as by dbmate.
  private Transactions transactions(String options) throws MarkerException {
    var wanted = Transactions.AS_STATEMENTS_ALLOW;
    for (String option : options.strip().split("\\s+", -1)) {
      switch (option) {
        case "transaction:false" -> wanted = Transactions.NONE;
        case "transaction:true" -> wanted = Transactions.AS_STATEMENTS_ALLOW;
        default -> {
          if (option.contains(":")) {
            throw wrong(
                "unknown option '%s'; expected transaction:false or transaction:true"
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

  /// Whether a comment is a marker, valid or not.
  static boolean isLikelyMarker(String line) {
    return LIKELY.matcher(line.strip().toLowerCase(Locale.ROOT)).matches();
  }
}

package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.MarkerLines;
import dev.lockstep.engine.script.Script.Transactions;
import java.util.Locale;
import java.util.regex.Pattern;

/// Splits a goose script at its annotations, by goose's rules: an annotation is a line that begins
/// with two dashes, in any case, with nothing after it; Up comes first, Down at most once and after
/// it. `NO TRANSACTION` may be anywhere and applies to both parts.
///
/// Statements are split as by psql, also between StatementBegin and StatementEnd; a statement that
/// goose ends at StatementEnd without a semicolon is ended there.
final class GooseFile {
  private static final Pattern WORD =
      Pattern.compile("+goose", Pattern.LITERAL | Pattern.CASE_INSENSITIVE);

  private static final Pattern ANNOTATION = Pattern.compile("-+\\s*\\+goose.*", Pattern.DOTALL);
  private static final String UNKNOWN =
      "not a goose annotation: write Up, Down, StatementBegin, StatementEnd or NO TRANSACTION after '-- +goose', on a separate line that begins with '--'";

  private final String text;
  private final MarkerLines lines;
  private final StringBuilder ended = new StringBuilder();
  private int copied;
  private int up;
  private int down;
  private int downStart = -1;
  private int begin;
  private Transactions transactions = Transactions.AS_STATEMENTS_ALLOW;

  private GooseFile(String text) {
    this.text = text;
    this.lines = new MarkerLines(text, WORD);
  }

  static ScriptParts divide(String text) throws MarkerException {
    return new GooseFile(text).divide();
  }

  private ScriptParts divide() throws MarkerException {
    while (lines.next()) {
      if (isAnnotation(lines.text())) {
        follow(annotation(lines.text()));
      }
    }
    if (up == 0) {
      throw new MarkerException(0, "no '-- +goose Up' line: add one above the first statement");
    }
    refuseOpen();
    String all = copied == 0 ? text : ended.append(text, copied, text.length()).toString();
    return ScriptParts.divided(all, downStart, transactions, transactions);
  }

  private void follow(String annotation) throws MarkerException {
    switch (annotation) {
      case "up" -> up();
      case "down" -> down();
      case "statementbegin" -> begin();
      case "statementend" -> end();
      case "no transaction" -> transactions = Transactions.NONE;
      case "envsub off" -> {}
      case "envsub on" ->
          throw wrong(
              "goose would replace environment variables from here on. This is not supported, because a checksum would not detect a changed value: remove this line and declare the names as placeholders");
      default -> throw wrong(UNKNOWN);
    }
  }

  private void up() throws MarkerException {
    if (up > 0) {
      throw wrong(
          "a second '-- +goose Up' (the first is in line %d): put each migration into its own file"
              .formatted(up));
    }
    if (!lines.isFirstText()) {
      throw wrong(
          "only comments that begin with two dashes may precede '-- +goose Up': move the rest below this line");
    }
    up = lines.line();
  }

  private void down() throws MarkerException {
    refuseBeforeUp("Down");
    if (down > 0) {
      throw wrong(
          "a second '-- +goose Down' (the first is in line %d): join the two parts"
              .formatted(down));
    }
    refuseOpen();
    down = lines.line();
    downStart = lines.start() + shift();
  }

  private void begin() throws MarkerException {
    refuseBeforeUp("StatementBegin");
    if (begin > 0) {
      throw wrong(
          "StatementBegin, but that of line %d has no StatementEnd: write '-- +goose StatementEnd' after each statement"
              .formatted(begin));
    }
    begin = lines.line();
  }

  private void end() throws MarkerException {
    if (begin == 0) {
      throw wrong(
          "StatementEnd without StatementBegin: write '-- +goose StatementBegin' above the statement, or remove this line");
    }
    begin = 0;
    int last = lines.start() - 1;
    while (last >= 0 && Character.isWhitespace(text.charAt(last))) {
      last--;
    }
    if (last >= 0 && text.charAt(last) != ';') {
      ended.append(text, copied, lines.start()).append(';');
      copied = lines.end();
    }
  }

  /// The number of characters by which the copied text has grown.
  private int shift() {
    return ended.length() - copied;
  }

  private void refuseBeforeUp(String annotation) throws MarkerException {
    if (up == 0) {
      throw wrong(
          "'-- +goose %s' precedes '-- +goose Up': write '-- +goose Up' above the first statement"
              .formatted(annotation));
    }
  }

  private void refuseOpen() throws MarkerException {
    if (begin > 0) {
      throw new MarkerException(
          begin,
          "StatementBegin without StatementEnd: write '-- +goose StatementEnd' on a line after the statement");
    }
  }

  private MarkerException wrong(String reason) {
    return new MarkerException(lines.line(), reason);
  }

  /// Whether a comment is an annotation, valid or not.
  static boolean isAnnotation(String line) {
    return ANNOTATION.matcher(bare(line).toLowerCase(Locale.ROOT)).matches()
        || isKnown(annotation(line));
  }

  private static boolean isKnown(String annotation) {
    return switch (annotation) {
      case "up", "down", "statementbegin", "statementend" -> true;
      case "no transaction", "envsub on", "envsub off" -> true;
      default -> false;
    };
  }

  /// The annotation's words in lower case, or another text if goose does not recognize the line: it
  /// must not begin with white space, and `+goose` itself must be in lower case.
  private static String annotation(String line) {
    if (line.startsWith("-") && line.contains("+goose")) {
      return bare(line)
          .replace("--", "")
          .replaceFirst("\\+goose", "")
          .strip()
          .toLowerCase(Locale.ROOT);
    }
    return line;
  }

  /// goose treats a no-break space as white space.
  private static String bare(String line) {
    return line.replace('\u00A0', ' ').strip();
  }
}

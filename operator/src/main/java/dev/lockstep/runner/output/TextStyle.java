package dev.lockstep.runner.output;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/// The meaning of a word, which determines its color on a terminal.
public enum TextStyle {
  /// No particular meaning.
  PLAIN,
  /// A good state.
  GOOD(Style.fg_green),
  /// Pending.
  WAITING(Style.fg_yellow),
  /// Needs manual intervention.
  BAD(Style.fg_red, Style.bold),
  /// A title of the text beside or below it.
  TITLE(Style.bold),
  /// Of minor importance.
  ASIDE(Style.faint);

  private final String on;

  TextStyle(IStyle... styles) {
    this.on = Arrays.stream(styles).map(IStyle::on).collect(Collectors.joining());
  }

  /// Words with their color codes.
  String colored(String words) {
    return on.isEmpty() || words.isEmpty() ? words : on + words + Style.reset.on();
  }
}

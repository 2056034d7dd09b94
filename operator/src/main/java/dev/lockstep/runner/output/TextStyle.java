package dev.lockstep.runner.output;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/// What a word on a terminal is to a reader.
public enum TextStyle {
  /// Nothing in particular.
  PLAIN,
  /// As it should be.
  GOOD(Style.fg_green),
  /// Still to come.
  WAITING(Style.fg_yellow),
  /// Needs manual intervention.
  BAD(Style.fg_red, Style.bold),
  /// Names what stands beside or below it.
  TITLE(Style.bold),
  /// Of minor importance.
  ASIDE(Style.faint);

  private final String on;

  TextStyle(IStyle... styles) {
    this.on = Arrays.stream(styles).map(IStyle::on).collect(Collectors.joining());
  }

  /// Words with the codes that colour them.
  String colored(String words) {
    return on.isEmpty() || words.isEmpty() ? words : on + words + Style.reset.on();
  }
}

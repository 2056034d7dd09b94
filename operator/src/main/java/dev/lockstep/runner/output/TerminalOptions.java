package dev.lockstep.runner.output;

import dev.lockstep.runner.options.CommandModel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options for the appearance of text.
public final class TerminalOptions {
  private static final Pattern SIZE = Pattern.compile("\\s*[0-9]+\\s+([0-9]{1,6})\\s*");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

  /// When to use colors.
  enum Color {
    /// If standard error is a terminal.
    AUTO,
    /// Always, also in files and pipes.
    ALWAYS,
    /// Never.
    NEVER
  }

  private Color color = Color.AUTO;

  public void addTo(CommandModel command) {
    command.option(
        "--color",
        "auto|always|never",
        Color.class,
        "auto",
        value -> color = value,
        "Whether to color the output (default: ${DEFAULT-VALUE}: on a terminal, unless NO_COLOR is set).");
  }

  /// The terminal with these options.
  public Terminal terminal(Map<String, String> environment, Console console) {
    boolean terminal = console.isInteractive();
    boolean wanted =
        switch (color) {
          case AUTO ->
              terminal
                  && environment.getOrDefault("NO_COLOR", "").isEmpty()
                  && !environment.getOrDefault("TERM", "").equals("dumb");
          case ALWAYS -> true;
          case NEVER -> false;
        };
    return new Terminal(
        wanted ? Terminal.Colors.ON : Terminal.Colors.OFF,
        terminal ? width(environment) : Terminal.UNBOUNDED);
  }

  private static int width(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return NUMBER.matcher(columns).matches() ? Integer.parseInt(columns) : asked();
  }

  /// The width according to `stty`, because Java does not provide it. If it is unknown, lines are
  /// not wrapped.
  private static int asked() {
    try {
      Process stty =
          new ProcessBuilder(List.of("stty", "size"))
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = SIZE.matcher(answer);
      boolean known = stty.waitFor(1, TimeUnit.SECONDS) && size.matches();
      int width = known ? Integer.parseInt(size.group(1)) : 0;
      return width == 0 ? Terminal.UNBOUNDED : width;
    } catch (IOException _) {
      return Terminal.UNBOUNDED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Terminal.UNBOUNDED;
    }
  }
}

package dev.lockstep.runner.output;

/// What texts for people are made for.
///
/// @param width in characters
public record Terminal(Colors colors, int width) {
  /// Wide enough for everything.
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /// A file or a pipe.
  public static final Terminal PLAIN = new Terminal(Colors.OFF, UNBOUNDED);

  /// Whether there are colours.
  enum Colors {
    /// There are.
    ON,
    /// There are none.
    OFF
  }

  /// Words in a tone, as they are: they are made printable first.
  String colored(TextStyle style, String words) {
    return switch (colors) {
      case ON -> style.colored(words);
      case OFF -> words;
    };
  }
}

package dev.lockstep.runner.output;

/// The capabilities of the device for which text is formatted.
///
/// @param width the width in characters
public record Terminal(Colors colors, int width) {
  /// The width of a device without a limit.
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /// A file or a pipe.
  public static final Terminal PLAIN = new Terminal(Colors.OFF, UNBOUNDED);

  /// Whether text is colored.
  enum Colors {
    /// Colors.
    ON,
    /// No colors.
    OFF
  }

  /// The words in a style. The caller must have made them printable.
  String colored(TextStyle style, String words) {
    return switch (colors) {
      case ON -> style.colored(words);
      case OFF -> words;
    };
  }
}

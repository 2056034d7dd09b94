package dev.lockstep.runner;

/// What texts for people are made for.
///
/// @param width in characters
record Screen(Colors colors, int width) {
  /// Wide enough for everything.
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /// A file or a pipe.
  static final Screen PLAIN = new Screen(Colors.OFF, UNBOUNDED);

  /// Whether there are colours.
  enum Colors {
    /// There are.
    ON,
    /// There are none.
    OFF
  }

  /// Words in a tone, on one line.
  String text(Tone tone, String words) {
    return colored(tone, Console.oneLine(words));
  }

  /// Words in a tone, as they are.
  String colored(Tone tone, String words) {
    return switch (colors) {
      case ON -> tone.colored(words);
      case OFF -> words;
    };
  }
}

package dev.lockstep.schema;

/// The result of parsing the annotation `lockstep.dev/requires`: the requirements of a pod, or the
/// first mistake.
public sealed interface RequirementsReading permits Requirements, RequirementsReading.Mistake {

  /// A mistake in the annotation.
  ///
  /// @param text the annotation's value
  /// @param column the position of the mistake in characters, from 1
  /// @param sentence the mistake, and what is expected instead
  record Mistake(String text, int column, String sentence) implements RequirementsReading {
    private static final int AROUND = 60;

    /// The sentence, and below it the part of the value with a caret under the mistake.
    public String message() {
      return sentence + "\n" + place();
    }

    /// The part of the value around the mistake, and a line with a caret under it.
    public String place() {
      int at = column - 1;
      int from = Math.max(0, at - AROUND);
      int to = Math.min(text.length(), at + AROUND);
      String before = from > 0 ? "..." : "";
      String after = to < text.length() ? "..." : "";
      String line = before + text.substring(from, to).replaceAll("\\s", " ") + after;
      return line + "\n" + " ".repeat(before.length() + at - from) + "^";
    }
  }
}

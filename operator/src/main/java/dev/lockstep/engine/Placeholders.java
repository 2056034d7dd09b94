package dev.lockstep.engine;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Replaces `${name}` in a text, and only for names that were declared: everything else that looks
/// like one may be the script's own.
final class Placeholders {
  private static final String OPEN = "${";

  private final Map<String, String> values;
  private final Set<String> unused;

  Placeholders(Map<String, String> values) {
    this.values = Map.copyOf(values);
    this.unused = new TreeSet<>(values.keySet());
  }

  /// The declared names that no text had so far.
  Set<String> unused() {
    return unused;
  }

  String applyTo(String text) {
    int open = values.isEmpty() ? -1 : text.indexOf(OPEN);
    if (open < 0) {
      return text;
    }
    int longest = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    var result = new StringBuilder(text.length());
    int copied = 0;
    for (; open >= 0; open = text.indexOf(OPEN, open + 1)) {
      int nameStart = open + OPEN.length();
      int last = Math.min(text.length(), nameStart + longest + 1);
      int close = text.indexOf('}', nameStart, last);
      String name = close < 0 ? "" : text.substring(nameStart, close);
      String value = values.get(name);
      if (value != null && open >= copied) {
        unused.remove(name);
        result.append(text, copied, open).append(value);
        copied = close + 1;
      }
    }
    return result.append(text, copied, text.length()).toString();
  }
}

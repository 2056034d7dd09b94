package dev.lockstep.engine;

import java.util.Map;

/// Replaces `${name}` in a text, and only for names that were declared: everything else that looks
/// like one may be the script's own.
record Placeholders(Map<String, String> values) {
  private static final String OPEN = "${";

  Placeholders {
    values = Map.copyOf(values);
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
      String value = close < 0 ? null : values.get(text.substring(nameStart, close));
      if (value != null && open >= copied) {
        result.append(text, copied, open).append(value);
        copied = close + 1;
      }
    }
    return result.append(text, copied, text.length()).toString();
  }
}

package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MemoryBudget;
import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${name}` in a text, but only declared names: similar text may be part of the script.
final class Placeholders {
  private static final String OPEN = "${";
  private static final Pattern LIKELY = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_.:-]{0,62}\\}");

  private final Map<String, String> values;
  private final Set<String> unused;
  private final MemoryBudget share;
  private final FlywayPlaceholders flyway;

  /// Placeholders of scripts whose schema is unknown.
  Placeholders(Map<String, String> values) {
    this(values, null, MemoryBudget.quarter());
  }

  Placeholders(Map<String, String> values, MemoryBudget share) {
    this(values, null, share);
  }

  Placeholders(Map<String, String> values, @Nullable String schema) {
    this(values, schema, MemoryBudget.quarter());
  }

  private Placeholders(Map<String, String> values, @Nullable String schema, MemoryBudget share) {
    this.share = share;
    this.flyway = new FlywayPlaceholders(schema, values);
    this.values = Map.copyOf(values);
    this.unused = new TreeSet<>(values.keySet());
  }

  /// The declared names that no text has contained so far.
  Set<String> unused() {
    return unused;
  }

  /// Thrown if a replacement makes the set too large.
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooLargeException(String sentence) {
      super(sentence);
    }
  }

  /// A warning for each name in a text that looks like a placeholder but is not declared.
  static List<ScriptWarning> undeclared(String text) {
    if (!text.contains(OPEN)) {
      return List.of();
    }
    var remarks = new ArrayList<ScriptWarning>();
    var seen = new HashSet<String>();
    Matcher likely = LIKELY.matcher(text);
    int line = 1;
    int counted = 0;
    while (likely.find()) {
      if (seen.add(likely.group())) {
        for (; counted < likely.start(); counted++) {
          line += text.charAt(counted) == '\n' ? 1 : 0;
        }
        remarks.add(
            new ScriptWarning(
                ScriptWarning.Kind.PLACEHOLDER,
                line,
                "%s looks like a placeholder, but no placeholder of that name is declared; it is not replaced"
                    .formatted(likely.group())));
      }
    }
    return remarks;
  }

  /// The text of a script with its placeholders replaced.
  ///
  /// @throws TooLargeException if the set becomes too large
  String applyTo(String text, ScriptName name) {
    return flyway.applyTo(applyTo(text), name, this::take);
  }

  /// Takes the memory for a value from the budget.
  private void take(String value) {
    if (!share.takes(value.length())) {
      throw new TooLargeException(
          share.refusal("with its placeholders replaced, the set is larger than"));
    }
  }

  /// @throws TooLargeException if the set becomes too large
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
        take(value);
        result.append(text, copied, open).append(value);
        copied = close + 1;
      }
    }
    return result.append(text, copied, text.length()).toString();
  }
}

package dev.lockstep.schema;

import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.VersionWindow.Comparison;
import dev.lockstep.schema.VersionWindow.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parser for the grammar of [Requirements]. It reads from left to right and stops at the first
/// mistake.
final class RequirementsParser {
  private static final int MAX_NAME = 253;
  private static final String LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
  private static final String EXAMPLE = "orders >=7 <9, billing >=3";
  private static final String WINDOW_EXAMPLE = ">=7 <9";

  private final String text;
  private String expected =
      "one of >= > <= < = or a comma is expected here, as in '%s'".formatted(EXAMPLE);
  private int at;

  RequirementsParser(String text) {
    this.text = text;
  }

  /// Parses a window without a name.
  ///
  /// @throws IllegalArgumentException with a message for the user if the text is not a window
  VersionWindow window() {
    expected = "one of >= > <= < = is expected here, as in '%s'".formatted(WINDOW_EXAMPLE);
    try {
      var comparisons = new ArrayList<Comparison>();
      skipBlanks();
      do {
        comparisons.add(comparison());
        skipBlanks();
      } while (at < text.length());
      var window = VersionWindow.of(comparisons);
      if (window.isEmpty()) {
        throw new MistakeException(0, "no version is in the window " + window);
      }
      return window;
    } catch (MistakeException mistake) {
      throw new IllegalArgumentException(
          "'%s', character %d: %s"
              .formatted(shortened(text), mistake.offset + 1, mistake.getMessage()),
          mistake);
    }
  }

  private static final class MistakeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    MistakeException(int offset, String sentence) {
      super(sentence);
      this.offset = offset;
    }
  }

  RequirementsReading parse() {
    if (text.length() > Requirements.MOST_CHARACTERS) {
      return new RequirementsReading.Mistake(
          text,
          Requirements.MOST_CHARACTERS + 1,
          String.format(
              Locale.ROOT,
              "no more than %,d characters are read: name fewer SchemaMigrations",
              Requirements.MOST_CHARACTERS));
    }
    try {
      return new Requirements(entries());
    } catch (MistakeException mistake) {
      return new RequirementsReading.Mistake(
          text, mistake.offset + 1, String.valueOf(mistake.getMessage()));
    }
  }

  private List<Requirement> entries() throws MistakeException {
    var entries = new ArrayList<Requirement>();
    Set<String> names = new HashSet<>();
    do {
      skipBlanks();
      int start = at;
      if (entries.size() == Requirements.MOST_ENTRIES) {
        throw new MistakeException(
            start,
            "one pod can wait for no more than %d SchemaMigrations: name fewer"
                .formatted(Requirements.MOST_ENTRIES));
      }
      Requirement entry = entry();
      if (!names.add(entry.name())) {
        throw new MistakeException(
            start, "%s is named twice: write all its comparisons once".formatted(entry.name()));
      }
      entries.add(entry);
    } while (take(','));
    return entries;
  }

  private Requirement entry() throws MistakeException {
    String name = name();
    skipBlanks();
    int windowStart = at;
    var comparisons = new ArrayList<Comparison>();
    while (at < text.length() && text.charAt(at) != ',') {
      comparisons.add(comparison());
      skipBlanks();
    }
    Requirement entry = Requirement.of(name, comparisons);
    if (entry.versions() != null && entry.versions().isEmpty()) {
      throw new MistakeException(
          windowStart, "no version is in the window %s of %s".formatted(entry.versions(), name));
    }
    return entry;
  }

  private String name() throws MistakeException {
    int start = at;
    while (at < text.length() && !isBlank(text.charAt(at)) && ",<>=".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(start, at);
    if (name.isEmpty()) {
      throw new MistakeException(
          start, "the name of a SchemaMigration is missing here, as in '%s'".formatted(EXAMPLE));
    }
    int slash = name.indexOf('/');
    if (slash >= 0) {
      throw new MistakeException(
          start + slash,
          "a SchemaMigration is named without a namespace; it lies in the pod's own");
    }
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      throw new MistakeException(
          start,
          "'%s' is no name of a SchemaMigration: lower case letters, digits, '-' and '.'"
              .formatted(shortened(name)));
    }
    return name;
  }

  private Comparison comparison() throws MistakeException {
    int start = at;
    Operator operator = operator();
    if (operator == null) {
      throw new MistakeException(start, expected);
    }
    at += operator.symbol().length();
    skipBlanks();
    int versionStart = at;
    while (at < text.length() && !isBlank(text.charAt(at)) && ",<>=".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String version = text.substring(versionStart, at);
    if (version.isEmpty()) {
      throw new MistakeException(
          versionStart, "a version is missing after %s".formatted(operator.symbol()));
    }
    return new Comparison(
        operator,
        SchemaVersion.tryParse(version)
            .orElseThrow(
                () ->
                    new MistakeException(
                        versionStart,
                        "'%s' is no version: numbers separated by '.', '_' or '-', such as 7 or 1.10"
                            .formatted(shortened(version)))));
  }

  private @Nullable Operator operator() {
    for (Operator operator : Operator.values()) {
      if (text.startsWith(operator.symbol(), at)) {
        return operator;
      }
    }
    return null;
  }

  private boolean take(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static String shortened(String word) {
    return word.length() > 60 ? word.substring(0, 60) + "..." : word;
  }
}

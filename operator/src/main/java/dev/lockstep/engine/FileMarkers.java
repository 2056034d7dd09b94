package dev.lockstep.engine;

import dev.lockstep.schema.ScriptStyle;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which tools have left markers in a file, found in one pass over it, because scripts have
/// megabytes and nearly all of them no marker at all.
///
/// @param styles the styles that divide files, as far as the file has a marker of theirs, right or
///   wrong
/// @param unsupported another tool that divides files, where the file has a divider of its
/// @param own whether there is a marker of ours
record FileMarkers(Set<ScriptStyle> styles, @Nullable String unsupported, Own own) {
  /// Whether a line begins with `-- lockstep:`.
  enum Own {
    PRESENT,
    ABSENT
  }

  /// What begins the lines that divide a file between forward and undo, by the tool that does so.
  private static final Map<String, String> DIVIDERS =
      Map.of(
          "-- +migrate Down", "sql-migrate",
          "---- create above / drop below", "tern",
          "-- //@UNDO", "MyBatis");

  static FileMarkers of(String text) {
    var styles = EnumSet.noneOf(ScriptStyle.class);
    String unsupported = null;
    var own = Own.ABSENT;
    for (int i = text.indexOf("--"); i >= 0; i = text.indexOf("--", i)) {
      int end = lineEnd(text, i);
      if (beginsLine(text, i)) {
        String line = text.substring(i, end);
        if (line.contains("+goose") && GooseFile.isAnnotation(line)) {
          styles.add(ScriptStyle.GOOSE);
        } else if (line.contains("migrate:") && DbmateFile.isLikelyMarker(line)) {
          styles.add(ScriptStyle.DBMATE);
        } else if (line.startsWith(ScriptHeader.LINE)) {
          own = Own.PRESENT;
        } else if (unsupported == null) {
          unsupported = divider(line);
        }
      }
      i = end;
    }
    return new FileMarkers(styles, unsupported, own);
  }

  /// The style that the markers tell, where there is one.
  Optional<ScriptStyle> style() {
    return styles.stream().findFirst();
  }

  private static @Nullable String divider(String line) {
    return DIVIDERS.entrySet().stream()
        .filter(divider -> line.startsWith(divider.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean beginsLine(String text, int offset) {
    int i = offset - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i--;
    }
    return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
  }

  private static int lineEnd(String text, int offset) {
    int end = offset;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}

package dev.lockstep.engine.source;

import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.schema.ScriptStyle;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The tools of which a file has markers, found in one pass, because scripts can have megabytes and
/// hardly any of them has a marker.
///
/// @param styles the styles that split files and of which the file has a marker, valid or not
/// @param own whether there is a marker of Lockstep
record FileMarkers(Set<ScriptStyle> styles, Own own) {
  /// Whether a line begins with `-- lockstep:`.
  enum Own {
    PRESENT,
    ABSENT
  }

  static FileMarkers of(String text) {
    var styles = EnumSet.noneOf(ScriptStyle.class);
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
        }
      }
      i = end;
    }
    return new FileMarkers(styles, own);
  }

  /// The style that the markers indicate, if there is one.
  Optional<ScriptStyle> style() {
    return styles.stream().findFirst();
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

package dev.lockstep.testing;

import java.util.List;
import java.util.stream.Collectors;

/// What people put into names, messages and statements to move the terminals and logs of others.
public final class HostileText {
  /// The beginning of a line that is not Lockstep's.
  public static final String FORGED = "lockstep: FORGED";

  /// Clears a screen, sets a title, colours, turns the direction of writing, hides, and begins new
  /// lines.
  public static final String ALL =
      "x\u001B[2J\u001B]0;owned\u0007\u009B31m\u0008\u007F\u0085\u202Ab\u202E\u2066\u2069\u200B\u200D"
          + "\uFEFF\u00AD\u2060\u2028\u2029\uDB40\uDC41\uE000\u3164\u00A0\n"
          + FORGED
          + "\r"
          + FORGED
          + "\r\n"
          + FORGED
          + "\u000B"
          + FORGED
          + "\u2028"
          + FORGED
          + "y";

  private HostileText() {}

  /// The same as a string constant of PostgreSQL.
  public static String literal() {
    return "'" + ALL + "'";
  }

  /// What a reader would not see, or a terminal obey: each as its code.
  public static List<String> obeyed(String printed) {
    return printed
        .codePoints()
        .filter(point -> point != '\n' && isHidden(point))
        .mapToObj("U+%04X"::formatted)
        .distinct()
        .collect(Collectors.toList());
  }

  /// Lines that others began.
  public static List<String> forged(String printed) {
    return printed.lines().filter(line -> line.startsWith(FORGED)).toList();
  }

  // Told by ranges and not by the JDK's categories, which the program goes by.
  private static boolean isHidden(int point) {
    return point < ' '
        || (point >= 0x7F && point <= 0xA0)
        || point == 0xAD
        || (point >= 0x200B && point <= 0x200F)
        || (point >= 0x2028 && point <= 0x202F)
        || (point >= 0x2060 && point <= 0x206F)
        || point == 0x3164
        || (point >= 0xD800 && point <= 0xF8FF)
        || point == 0xFEFF
        || (point >= 0xE0000 && point <= 0xE0FFF);
  }
}

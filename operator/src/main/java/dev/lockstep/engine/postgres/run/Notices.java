package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.script.Script;
import java.sql.SQLWarning;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/// Reports the notices and warnings that the server sends for a script's statements. Those for
/// Lockstep's own statements are not reported.
///
/// A script can raise millions, so only a limited number is reported, and then the number of the
/// others. The last warnings among the others are reported at the end.
final class Notices {
  static final int MOST_OF_A_SCRIPT = 100;
  static final int MOST_OF_A_RUN = 2000;
  static final int LAST_WARNINGS = 5;

  /// The maximum length of a notice, in characters.
  static final int LONGEST = 1000;

  private final ProgressListener listener;
  private final Deque<Notice> lastWarnings = new ArrayDeque<>();
  private @Nullable Script script;
  private int ofRun;
  private int ofScript;
  private long untold;

  /// One notice, ready to be printed.
  private record Notice(String line, @Nullable String detail) {}

  Notices(ProgressListener listener) {
    this.listener = listener;
  }

  /// Called when a script begins.
  void begin(Script beginning) {
    script = beginning;
    ofScript = 0;
    untold = 0;
    lastWarnings.clear();
  }

  /// Called for a notice or warning during a statement.
  void heard(WireStatement message, SQLWarning warning) {
    Script now = script;
    if (now == null
        || !message.isScripts()
        || !(warning instanceof PSQLWarning fromServer)
        || fromServer.getServerErrorMessage() == null) {
      return;
    }
    ServerErrorMessage said = fromServer.getServerErrorMessage();
    boolean full = ofScript >= MOST_OF_A_SCRIPT || ofRun >= MOST_OF_A_RUN;
    if (full && !isWarning(said)) {
      untold++;
    } else if (full) {
      keep(notice(now, message.statement(), said));
    } else {
      ofScript++;
      ofRun++;
      tell(notice(now, message.statement(), said), isWarning(said));
    }
  }

  /// Called when the script has ended, successfully or not.
  void end() {
    Script now = script;
    script = null;
    if (now == null) {
      return;
    }
    if (untold > 0) {
      listener.tell("%s: %d more notices not shown".formatted(where(now, null), untold), null);
    }
    lastWarnings.forEach(warning -> tell(warning, true));
    lastWarnings.clear();
  }

  private void keep(Notice warning) {
    if (lastWarnings.size() == LAST_WARNINGS) {
      lastWarnings.removeFirst();
      untold++;
    }
    lastWarnings.addLast(warning);
  }

  private void tell(Notice notice, boolean warning) {
    if (warning) {
      listener.warn(notice.line(), notice.detail());
    } else {
      listener.tell(notice.line(), notice.detail());
    }
  }

  private static Notice notice(
      Script script, @Nullable SqlStatement statement, ServerErrorMessage said) {
    String severity = said.getSeverity();
    String detail = said.getDetail();
    ServerText words = ServerText.sentence(said);
    String begin =
        "%s: %s: ".formatted(where(script, statement), severity == null ? "NOTICE" : severity);
    String whole = words.confidential();
    String confidential =
        Stream.of(whole, detail == null ? null : "DETAIL: " + detail)
            .filter(Objects::nonNull)
            .map(Notices::cut)
            .collect(Collectors.joining("\n"));
    return new Notice(begin + cut(words.shown()), confidential.isEmpty() ? null : confidential);
  }

  private static String where(Script script, @Nullable SqlStatement statement) {
    String file =
        statement == null || statement.file() == null ? script.fileName() : statement.file();
    String undo = script.isUndo() ? " (undo)" : "";
    return statement == null
        ? file + undo
        : "%s%s, line %d".formatted(file, undo, statement.line());
  }

  /// Whether a message is a warning: the severity may be translated, the class of SQLSTATE is not.
  private static boolean isWarning(ServerErrorMessage said) {
    String state = said.getSQLState();
    return "WARNING".equals(said.getSeverity()) || (state != null && state.startsWith("01"));
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return "%s… (%d more characters)".formatted(text.substring(0, end), text.length() - end);
  }
}

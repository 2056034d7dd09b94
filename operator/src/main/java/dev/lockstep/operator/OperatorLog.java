package dev.lockstep.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the operator's log looks like, and how much it tells. `logback.xml` says what holds without
/// it, for every command.
final class OperatorLog {
  /// How the lines are written.
  enum Format {
    /// A line each, for people.
    TEXT,
    /// An object each, for collectors of logs.
    JSON
  }

  /// From which level on lines are written.
  enum Verbosity {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    private Level level() {
      return Level.valueOf(name());
    }
  }

  private OperatorLog() {}

  /// Sets both for the process. At DEBUG the libraries stay at INFO: theirs tells of whole objects.
  static void set(Verbosity verbosity, Format format) {
    set((LoggerContext) LoggerFactory.getILoggerFactory(), verbosity, format);
  }

  static void set(LoggerContext context, Verbosity verbosity, Format format) {
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(verbosity == Verbosity.DEBUG ? Level.INFO : verbosity.level());
    context.getLogger("dev.lockstep").setLevel(verbosity.level());
    if (format == Format.JSON) {
      Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders();
      while (appenders.hasNext()) {
        if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
          writeJson(context, appender);
        }
      }
    }
  }

  private static void writeJson(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
    var encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    appender.stop();
    appender.setEncoder(encoder);
    appender.start();
  }
}

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

/// The format and level of the operator's log. `logback.xml` has the defaults of every command.
final class OperatorLog {
  /// The format of the log.
  enum Format {
    /// One line per entry, for people.
    TEXT,
    /// One JSON object per entry, for log collectors.
    JSON
  }

  /// The lowest level that is logged.
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

  /// Sets level and format for the process. At DEBUG the libraries stay at INFO, because they would
  /// log whole objects.
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

package dev.lockstep;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import dev.lockstep.schema.Printable;

/// What log lines are made of: messages, values and traces may hold text from outside, which is
/// shown and never obeyed. Named in `logback.xml`.
public final class LogText {
  private LogText() {}

  /// Text on one line.
  public static final class Line extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
      return Printable.line(text);
    }
  }

  /// A trace: its lines are indented, so that none looks like a line of the log.
  public static final class Trace extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
      return text.isEmpty() ? "" : Printable.block(text, "  ") + System.lineSeparator();
    }
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.lockstep.testing.HostileText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("B9: a line of the log holds what others wrote, and does not obey it")
final class LogTextTest {
  @Test
  void messagesValuesAndTracesArePrintable() throws Exception {
    String log =
        logged(
            context ->
                context
                    .getLogger("a.b")
                    .atWarn()
                    .addKeyValue("name", HostileText.ALL)
                    .setCause(
                        new IllegalStateException(
                            HostileText.ALL, new IllegalArgumentException(HostileText.ALL)))
                    .log(HostileText.ALL));

    assertThat(HostileText.obeyed(log)).isEmpty();
    assertThat(HostileText.forged(log)).isEmpty();
    assertThat(log).contains(" WARN  a.b x\\u001B[2J", "name=\"x\\u001B[2J", "at dev.lockstep");
    assertThat(log.lines().skip(1)).allMatch(line -> line.startsWith("  "));
  }

  @Test
  void aLineWithoutATraceIsOneLine() throws Exception {
    String log = logged(context -> context.getLogger("a.b").atInfo().log("done"));

    assertThat(log.stripTrailing()).endsWith(" INFO  a.b done").hasLineCount(1);
  }

  private interface Logging {
    void to(LoggerContext context);
  }

  private static String logged(Logging logging) throws Exception {
    PrintStream err = System.err;
    var told = new ByteArrayOutputStream();
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try (var stream = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      System.setErr(stream);
      var configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(LogTextTest.class.getResource("/logback.xml"));
      logging.to(context);
    } finally {
      context.stop();
      System.setErr(err);
    }
    return told.toString(StandardCharsets.UTF_8);
  }
}

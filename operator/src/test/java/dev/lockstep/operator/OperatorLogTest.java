package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.operator.OperatorLog.Format;
import dev.lockstep.operator.OperatorLog.Verbosity;
import dev.lockstep.testing.HostileText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperatorLogTest {
  private static final List<String> LOGGERS =
      List.of("dev.lockstep.operator.Ours", "io.javaoperatorsdk.Theirs");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "DEBUG; DEBUG INFO WARN ERROR; INFO WARN ERROR",
        "INFO; INFO WARN ERROR; INFO WARN ERROR",
        "WARN; WARN ERROR; WARN ERROR",
        "ERROR; ERROR; ERROR",
      })
  void writesFromALevelOn(Verbosity verbosity, String ours, String theirs) {
    String log = logged(verbosity, Format.TEXT, OperatorLogTest::everyLevel);

    assertThat(levels(log, ".Ours ")).isEqualTo(ours);
    assertThat(levels(log, ".Theirs ")).isEqualTo(theirs);
  }

  private static void everyLevel(LoggerContext context) {
    for (String name : LOGGERS) {
      var logger = context.getLogger(name);
      logger.debug("x");
      logger.info("x");
      logger.warn("x");
      logger.error("x");
    }
  }

  private static String levels(String log, String logger) {
    return String.join(
        " ",
        log.lines()
            .filter(line -> line.contains(logger))
            .map(line -> line.split(" +", 3)[1])
            .toList());
  }

  @Test
  void writesOneObjectALine() throws Exception {
    String log =
        logged(
            Verbosity.INFO,
            Format.JSON,
            context ->
                context
                    .getLogger(LOGGERS.getFirst())
                    .atWarn()
                    .addKeyValue("name", HostileText.ALL)
                    .setCause(new IllegalStateException(HostileText.ALL))
                    .log("it {} failed", HostileText.ALL));

    assertThat(log).hasLineCount(1);
    JsonNode line = new ObjectMapper().readTree(log);
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("loggerName").asText()).isEqualTo(LOGGERS.getFirst());
    assertThat(line.path("timestamp").asLong()).isPositive();
    assertThat(line.path("formattedMessage").asText())
        .isEqualTo("it " + HostileText.ALL + " failed");
    assertThat(line.at("/kvpList/0/name").asText()).isEqualTo(HostileText.ALL);
    assertThat(line.at("/throwable/message").asText()).isEqualTo(HostileText.ALL);
    assertThat(line.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "timestamp",
            "level",
            "threadName",
            "loggerName",
            "formattedMessage",
            "kvpList",
            "throwable");
  }

  private interface Logging {
    void to(LoggerContext context);
  }

  /// Returns the text on standard error, with the logging configuration of the program.
  private static String logged(Verbosity verbosity, Format format, Logging logging) {
    PrintStream err = System.err;
    var told = new ByteArrayOutputStream();
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try (var stream = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      System.setErr(stream);
      var configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(OperatorLogTest.class.getResource("/logback.xml"));
      OperatorLog.set(context, verbosity, format);
      logging.to(context);
    } catch (JoranException e) {
      throw new IllegalStateException(e);
    } finally {
      context.stop();
      System.setErr(err);
    }
    return told.toString(StandardCharsets.UTF_8);
  }
}

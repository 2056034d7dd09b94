package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "500ms, PT0.5S",
    "5s, PT5S",
    "1.5s, PT1.5S",
    "90s, PT1M30S",
    "1h30m, PT1H30M",
    "1h2m3s4ms, PT1H2M3.004S",
    "1m1h, PT1H1M",
    "0.5h, PT30M",
    "250us, PT0.00025S",
    "250µs, PT0.00025S",
    "7ns, PT0.000000007S",
    "500h, PT500H",
    "007s, PT7S"
  })
  void readsWhatGoReads(String text, Duration duration) {
    assertThat(DurationText.parse(text)).hasValue(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "s",
        "-5s",
        "+5s",
        "5 s",
        "5S",
        "1d",
        "1.s",
        ".5s",
        "1h30",
        "PT5S",
        "5s ",
        "١s",
        "99999999999h",
        "1000000000000000000000000000000000000000000s"
      })
  void refusesWhatGoRefusesAndWhatIsTooLong(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0ms",
    "PT0.0009S, 0ms",
    "PT0.012S, 12ms",
    "PT0.999S, 999ms",
    "PT1S, 1s",
    "PT1.5S, 1.5s",
    "PT1.04S, 1s",
    "PT59.949S, 59.9s",
    "PT59.95S, 1m",
    "PT60S, 1m",
    "PT65.4S, 1m5s",
    "PT10M, 10m",
    "PT59M59.6S, 1h",
    "PT1H, 1h",
    "PT1H5S, 1h5s",
    "PT1H2M3S, 1h2m3s",
    "PT48H, 48h"
  })
  void writesTheShortWay(Duration duration, String text) {
    assertThat(DurationText.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12ms", "3.4s", "1m5s", "1h2m3s", "10m", "500h"})
  void whatItWritesItReads(String text) {
    assertThat(DurationText.format(DurationText.parse(text).orElseThrow())).isEqualTo(text);
  }
}

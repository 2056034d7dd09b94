package dev.lockstep.runner.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "500ms, PT0.5S",
    "5s, PT5S",
    "1.5s, PT1.5S",
    "10m, PT10M",
    "1h30m, PT1H30M",
    "250us, PT0.00025S",
    "2147483647ms, PT596H31M23.647S"
  })
  void readsWhatGoWrites(String text, Duration duration) {
    assertThat(converter.convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "5d", "1h-3m", "PT5S", "5S", "5s5"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'%s'", text)
        .hasMessageContaining("such as 500ms, 5s, 10m or 1h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648ms", "597h", "2000000h"})
  void refusesWhatTheServerCannotCount(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("24 days");
  }
}

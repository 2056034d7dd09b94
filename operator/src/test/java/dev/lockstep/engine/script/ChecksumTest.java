package dev.lockstep.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksumTest {
  @Test
  void isSha256OfTheText() {
    assertThat(Checksum.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nb\r\n\r\nc",
        "a\rb\r\rc",
        "a\nb\r\n\rc",
        "\uFEFFa\nb\n\nc",
        "\uFEFFa\r\nb\n\rc"
      })
  void isTheSameForOtherLineEnds(String text) {
    assertThat(Checksum.of(text)).isEqualTo(Checksum.of("a\nb\n\nc"));
    assertThat(Checksum.of(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Checksum.of("a\nb\n\nc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb\nc",
        "a b\n\nc",
        "a\nb\n\nc\n",
        " a\nb\n\nc",
        "a\nb\n\n\uFEFFc",
        "A\nb\n\nc"
      })
  void differsForEverythingElse(String text) {
    assertThat(Checksum.of(text)).isNotEqualTo(Checksum.of("a\nb\n\nc"));
  }
}

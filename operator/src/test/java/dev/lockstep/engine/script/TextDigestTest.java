package dev.lockstep.engine.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextDigestTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "a\r\nb\rc\n\r\n\n", "é\u20AC\uD83D\uDE00", "x\r"})
  void isTheChecksumOfTheText(String text) {
    var digest = new TextDigest();
    digest.add(text, 0, text.length());

    assertThat(digest.digits()).isEqualTo(Checksum.of(text));
  }

  @Test
  void isTheSameInWhateverPartsTheTextComes() {
    var random = new Random(7);
    var text = new StringBuilder();
    String[] pieces = {"\r", "\n", "\r\n", "SELECT 1", "\uD83D\uDE00", "é"};
    for (int i = 0; i < 20_000; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    var digest = new TextDigest();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + random.nextInt(5_000));
      digest.add(text, from, to);
      from = to;
    }

    assertThat(digest.digits()).isEqualTo(Checksum.of(text.toString()));
  }
}

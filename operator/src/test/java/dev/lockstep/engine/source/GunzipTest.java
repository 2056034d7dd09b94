package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.script.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GunzipTest {
  private static final int MEBIBYTE = 1 << 20;

  private final Gunzip unpacking = new Gunzip(new MemoryBudget(MEBIBYTE, 4 * MEBIBYTE));

  @Test
  void unpacksWhatGzipPacks() throws Exception {
    byte[] packed = pack("select 'é';".getBytes(StandardCharsets.UTF_8));

    assertThat(Gunzip.isPacked(packed)).isTrue();
    assertThat(unpacking.unpack(packed)).asString(StandardCharsets.UTF_8).isEqualTo("select 'é';");
  }

  @Test
  void unpacksSeveralMembersAsOneText() throws Exception {
    var both = new ByteArrayOutputStream();
    both.write(pack("select 1;\n".getBytes(StandardCharsets.UTF_8)));
    both.write(pack("select 2;\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(unpacking.unpack(both.toByteArray())).asString().isEqualTo("select 1;\nselect 2;\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "select 1", "\u001f", "\u001f\u008b"})
  void takesNoTextForPacked(String text) {
    assertThat(Gunzip.isPacked(text.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9, 10, 15, 20})
  void refusesWhatIsCutOff(int length) throws IOException {
    byte[] packed = Arrays.copyOf(pack(new byte[100]), length);

    assertThatThrownBy(() -> unpacking.unpack(packed))
        .isInstanceOf(ScriptFile.NotTextException.class)
        .hasMessageContaining("truncated or damaged");
  }

  @Test
  void refusesWhatIsDamaged() throws IOException {
    byte[] packed = pack("select 1 from t where a = b".getBytes(StandardCharsets.UTF_8));
    packed[packed.length - 6] ^= 0x55;

    assertThatThrownBy(() -> unpacking.unpack(packed))
        .isInstanceOf(ScriptFile.NotTextException.class)
        .hasMessageContaining("truncated or damaged");
  }

  @Test
  void boundsAllFilesOfTheSetTogether() throws Exception {
    byte[] half = pack(new byte[MEBIBYTE / 2]);
    assertThat(half).hasSizeLessThan(2_000);

    assertThat(unpacking.unpack(half)).hasSize(MEBIBYTE / 2);
    assertThat(unpacking.unpack(half)).hasSize(MEBIBYTE / 2);
    assertThatThrownBy(() -> unpacking.unpack(pack(new byte[1])))
        .isInstanceOf(ScriptFile.NotTextException.class)
        .hasMessageContaining("larger than 1 MiB");
  }

  private static byte[] pack(byte[] plain) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(packed)) {
      stream.write(plain);
    }
    return packed.toByteArray();
  }
}

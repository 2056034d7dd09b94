package dev.lockstep.operator.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptIndexTest {
  private static final Map<String, byte[]> FILES =
      Map.of(
          "V1__orders.sql",
          "CREATE TABLE orders (note text DEFAULT 'grüße 🐘');\r\n".getBytes(UTF_8),
          "V2__empty.sql",
          new byte[0],
          "V3__binary.sql",
          new byte[] {(byte) 0xff, 0, 13, 10},
          "V4__packed.sql.gz",
          packed("SELECT 'packed';"),
          ".hidden.sql",
          "SELECT 1;".getBytes(UTF_8));

  @Test
  void readsNameDigestAndSizeOfEachFile() {
    ConfigMap full = configMap("migrations");

    assertThat(ScriptIndex.entries(full))
        .containsOnlyKeys("V1__orders.sql", "V2__empty.sql", "V3__binary.sql", "V4__packed.sql.gz")
        .containsEntry(
            "V3__binary.sql",
            new ScriptIndex.Entry(ScriptsDigest.ofBytes(new byte[] {(byte) 0xff, 0, 13, 10}), 4));
    assertThat(ScriptIndex.count(full)).isEqualTo(FILES.size());
  }

  @Test
  void theOperatorAndTheRunnerHaveTheSameDigestOfTheSameScripts(@TempDir Path mounted)
      throws IOException {
    assertThat(operatorsDigest("first", "second"))
        .isEqualTo(runnersDigest(mounted, "first", "second"));
  }

  @Test
  void anEmptyConfigMapIsDigestedAlikeToo(@TempDir Path mounted) throws IOException {
    Path folder = Files.createDirectory(mounted.resolve("empty"));
    var empty = new ConfigMapBuilder().withNewMetadata().withName("empty").endMetadata().build();
    var digests = Map.of("empty", digests(empty));

    assertThat(ScriptsDigest.of(digests))
        .isEqualTo(ScriptSet.read(List.of(folder), Map.of()).digest());
  }

  @Test
  void theDigestDependsOnTheConfigMapsName() {
    assertThat(operatorsDigest("first")).isNotEqualTo(operatorsDigest("second"));
  }

  private static String operatorsDigest(String... names) {
    var all = new HashMap<String, Map<String, String>>();
    for (String name : names) {
      all.put(name, digests(configMap(name)));
    }
    return ScriptsDigest.of(all);
  }

  private static Map<String, String> digests(ConfigMap configMap) {
    var digests = new HashMap<String, String>();
    ScriptIndex.entries(configMap).forEach((file, entry) -> digests.put(file, entry.digest()));
    return digests;
  }

  /// Creates the folder as a kubelet does: files are links into a folder whose name begins with two
  /// dots.
  private static String runnersDigest(Path mounted, String... names) throws IOException {
    var folders = new ArrayList<Path>();
    for (String name : names) {
      Path folder = Files.createDirectory(mounted.resolve(name));
      Path real = Files.createDirectory(folder.resolve("..2026_01_01"));
      Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
      for (var file : FILES.entrySet()) {
        Files.write(real.resolve(file.getKey()), file.getValue());
        Files.createSymbolicLink(
            folder.resolve(file.getKey()), Path.of("..data").resolve(file.getKey()));
      }
      folders.add(folder);
    }
    return ScriptSet.read(folders, Map.of()).digest();
  }

  private static byte[] packed(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(bytes)) {
      stream.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ConfigMap configMap(String name) {
    var builder =
        new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("shop").endMetadata();
    FILES.forEach(
        (file, bytes) -> {
          if (file.equals("V3__binary.sql") || file.equals("V4__packed.sql.gz")) {
            builder.addToBinaryData(file, Base64.getEncoder().encodeToString(bytes));
          } else {
            builder.addToData(file, new String(bytes, UTF_8));
          }
        });
    return builder.build();
  }
}

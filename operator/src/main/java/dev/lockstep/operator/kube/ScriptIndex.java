package dev.lockstep.operator.kube;

import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// What the operator keeps of a ConfigMap: its name, its labels, and of each file the name, the
/// digest and the size. Bodies are dropped before they reach the cache, because a cluster full of
/// other people's ConfigMaps must not fill our memory.
public final class ScriptIndex {
  private static final char SEPARATOR = ' ';

  private ScriptIndex() {}

  /// One file of a ConfigMap.
  ///
  /// @param digest SHA-256 of the bytes, in hexadecimal digits
  /// @param size in bytes
  public record Entry(String digest, int size) {}

  /// The ConfigMap without its bodies, as the cache stores it. A name that begins with a dot is
  /// none of a script's: the runner passes over it in its folder, where the kubelet has such names
  /// of its own.
  public static ConfigMap withoutBodies(ConfigMap full) {
    var entries = new HashMap<String, String>();
    full.getData().forEach((name, text) -> entries.put(name, entry(utf8(text))));
    full.getBinaryData().forEach((name, base64) -> entries.put(name, entry(decode(base64))));
    entries.keySet().removeIf(name -> name.startsWith("."));
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(full.getMetadata().getName())
        .withNamespace(full.getMetadata().getNamespace())
        .withLabels(full.getMetadata().getLabels())
        .withUid(full.getMetadata().getUid())
        .withResourceVersion(full.getMetadata().getResourceVersion())
        .endMetadata()
        .withData(entries)
        .build();
  }

  /// The files of a ConfigMap out of the cache.
  public static Map<String, Entry> entries(ConfigMap cached) {
    var entries = new HashMap<String, Entry>();
    cached
        .getData()
        .forEach(
            (name, text) -> {
              int separator = text.indexOf(SEPARATOR);
              entries.put(
                  name,
                  new Entry(
                      text.substring(0, separator),
                      Integer.parseInt(text.substring(separator + 1))));
            });
    return entries;
  }

  private static String entry(byte[] bytes) {
    return ScriptsDigest.ofBytes(bytes) + SEPARATOR + bytes.length;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}

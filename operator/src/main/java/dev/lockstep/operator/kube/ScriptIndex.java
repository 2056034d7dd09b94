package dev.lockstep.operator.kube;

import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The files of a ConfigMap, each with its name, digest and size. The index exists only while a set
/// is read; of the set, only one digest is kept.
public final class ScriptIndex {
  private ScriptIndex() {}

  /// One file of a ConfigMap.
  ///
  /// @param digest the SHA-256 digest of the bytes, in hexadecimal digits
  /// @param size the size in bytes
  public record Entry(String digest, int size) {}

  /// Returns the number of files of a ConfigMap, scripts or not.
  public static int count(ConfigMap configMap) {
    return configMap.getData().size() + configMap.getBinaryData().size();
  }

  /// Returns the files of a ConfigMap. A name that begins with a dot cannot be a script's: the
  /// runner skips such names in its folder, because the kubelet creates some there.
  public static Map<String, Entry> entries(ConfigMap configMap) {
    var entries = new HashMap<String, Entry>();
    configMap.getData().forEach((name, text) -> entries.put(name, entry(utf8(text))));
    configMap.getBinaryData().forEach((name, base64) -> entries.put(name, entry(decode(base64))));
    entries.keySet().removeIf(name -> name.startsWith("."));
    return entries;
  }

  private static Entry entry(byte[] bytes) {
    return new Entry(ScriptsDigest.ofBytes(bytes), bytes.length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}

package dev.lockstep.operator.kube;

import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The files of a ConfigMap: of each the name, the digest and the size. It lives as long as the set
/// is read; what is kept of a set is one digest.
public final class ScriptIndex {
  private ScriptIndex() {}

  /// One file of a ConfigMap.
  ///
  /// @param digest SHA-256 of the bytes, in hexadecimal digits
  /// @param size in bytes
  public record Entry(String digest, int size) {}

  /// How many files a ConfigMap has, whatever they are.
  public static int count(ConfigMap configMap) {
    return configMap.getData().size() + configMap.getBinaryData().size();
  }

  /// The files of a ConfigMap. A name that begins with a dot is none of a script's: the runner
  /// passes over it in its folder, where the kubelet has such names of its own.
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

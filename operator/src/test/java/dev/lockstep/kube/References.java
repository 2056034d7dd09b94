package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the ConfigMaps and Secrets of one namespace as bytes by key.
final class References {
  private final KubernetesClient client;
  private final String namespace;

  References(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /// The entries of a ConfigMap; empty when it is missing and may be.
  Optional<Map<String, byte[]>> configMap(String name, @Nullable Boolean optional)
      throws MissingReferenceException {
    ConfigMap found = client.configMaps().inNamespace(namespace).withName(name).get();
    if (found == null) {
      return missing("configmap", name, optional);
    }
    var data = new TreeMap<String, byte[]>();
    found.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
    found.getBinaryData().forEach((key, value) -> data.put(key, decode(value)));
    return Optional.of(data);
  }

  /// The entries of a Secret; empty when it is missing and may be.
  Optional<Map<String, byte[]>> secret(String name, @Nullable Boolean optional)
      throws MissingReferenceException {
    Secret found = client.secrets().inNamespace(namespace).withName(name).get();
    if (found == null) {
      return missing("secret", name, optional);
    }
    var data = new TreeMap<String, byte[]>();
    found.getData().forEach((key, value) -> data.put(key, decode(value)));
    return Optional.of(data);
  }

  private static Optional<Map<String, byte[]>> missing(
      String kind, String name, @Nullable Boolean optional) throws MissingReferenceException {
    if (Boolean.TRUE.equals(optional)) {
      return Optional.empty();
    }
    throw new MissingReferenceException("%s \"%s\" not found".formatted(kind, name));
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}

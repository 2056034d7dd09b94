package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The environment that a container asks for; nothing of this process' own is in it.
final class ContainerEnvironment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");

  private final PodFields fields;
  private final References references;
  private final Map<String, String> values = new LinkedHashMap<>();

  private ContainerEnvironment(KubernetesClient client, PodFields fields) {
    this.fields = fields;
    this.references = new References(client, fields.pod().getMetadata().getNamespace());
  }

  static ContainerEnvironment of(KubernetesClient client, PodFields fields, Container container)
      throws MissingReferenceException {
    var result = new ContainerEnvironment(client, fields);
    for (var source : container.getEnvFrom()) {
      result.addAll(source);
    }
    for (var variable : container.getEnv()) {
      result.add(variable);
    }
    return result;
  }

  Map<String, String> values() {
    return values;
  }

  /// Replaces `$(NAME)` where the name is known, and `$$` by `$`.
  String expand(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              var name = match.group(1);
              var replacement = name == null ? "$" : values.getOrDefault(name, match.group());
              return Matcher.quoteReplacement(replacement);
            });
  }

  private void addAll(EnvFromSource source) throws MissingReferenceException {
    Map<String, byte[]> data = Map.of();
    if (source.getConfigMapRef() != null) {
      var map = source.getConfigMapRef();
      data = references.configMap(map.getName(), map.getOptional()).orElse(Map.of());
    } else if (source.getSecretRef() != null) {
      var secret = source.getSecretRef();
      data = references.secret(secret.getName(), secret.getOptional()).orElse(Map.of());
    }
    var prefix = source.getPrefix() == null ? "" : source.getPrefix();
    data.forEach((key, value) -> values.put(prefix + key, text(value)));
  }

  private void add(EnvVar variable) throws MissingReferenceException {
    if (variable.getValueFrom() == null) {
      var value = variable.getValue() == null ? "" : variable.getValue();
      values.put(variable.getName(), expand(value));
    } else {
      value(variable.getValueFrom()).ifPresent(value -> values.put(variable.getName(), value));
    }
  }

  private Optional<String> value(EnvVarSource source) throws MissingReferenceException {
    if (source.getFieldRef() != null) {
      return Optional.of(fields.value(source.getFieldRef()));
    }
    if (source.getConfigMapKeyRef() != null) {
      var reference = source.getConfigMapKeyRef();
      var map = references.configMap(reference.getName(), reference.getOptional());
      return entry(map, reference.getKey(), reference.getName(), reference.getOptional());
    }
    if (source.getSecretKeyRef() != null) {
      var reference = source.getSecretKeyRef();
      var secret = references.secret(reference.getName(), reference.getOptional());
      return entry(secret, reference.getKey(), reference.getName(), reference.getOptional());
    }
    throw new MissingReferenceException("this node knows no resource fields");
  }

  private static Optional<String> entry(
      Optional<Map<String, byte[]>> data, String key, String name, @Nullable Boolean optional)
      throws MissingReferenceException {
    var value = data.map(entries -> entries.get(key));
    if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new MissingReferenceException("couldn't find key %s in %s".formatted(key, name));
    }
    return value.map(ContainerEnvironment::text);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}

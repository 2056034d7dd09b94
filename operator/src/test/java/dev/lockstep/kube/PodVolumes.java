package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes the volumes of a pod below a folder, once, as a kubelet lays them out: each file is a
/// symbolic link through `..data` into a folder of the version. Kinds that hold no data of the
/// cluster (emptyDir, hostPath and others) become an empty folder.
final class PodVolumes {
  private static final String VERSION = "..2026_01_01_00_00_00.000000001";

  private final KubernetesClient client;
  private final Pod pod;
  private final PodFields fields;
  private final References references;

  PodVolumes(KubernetesClient client, PodFields fields) {
    this.client = client;
    this.pod = fields.pod();
    this.fields = fields;
    this.references = new References(client, pod.getMetadata().getNamespace());
  }

  void writeBelow(Path folder) throws IOException, MissingReferenceException {
    for (var volume : pod.getSpec().getVolumes()) {
      try {
        write(folder.resolve(volume.getName()), files(volume));
      } catch (MissingReferenceException e) {
        throw new MissingReferenceException(
            "MountVolume.SetUp failed for volume \"%s\" : %s"
                .formatted(volume.getName(), e.reference()));
      }
    }
  }

  private Map<String, byte[]> files(Volume volume) throws MissingReferenceException {
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      return configMap(source.getName(), source.getItems(), source.getOptional());
    }
    if (volume.getSecret() != null) {
      var source = volume.getSecret();
      return secret(source.getSecretName(), source.getItems(), source.getOptional());
    }
    if (volume.getDownwardAPI() != null) {
      return downward(volume.getDownwardAPI().getItems());
    }
    return volume.getProjected() == null ? Map.of() : projected(volume.getProjected());
  }

  private Map<String, byte[]> projected(ProjectedVolumeSource volume)
      throws MissingReferenceException {
    var result = new TreeMap<String, byte[]>();
    for (var source : volume.getSources()) {
      result.putAll(projection(source));
    }
    return result;
  }

  private Map<String, byte[]> projection(VolumeProjection source) throws MissingReferenceException {
    if (source.getConfigMap() != null) {
      var map = source.getConfigMap();
      return configMap(map.getName(), map.getItems(), map.getOptional());
    }
    if (source.getSecret() != null) {
      var secret = source.getSecret();
      return secret(secret.getName(), secret.getItems(), secret.getOptional());
    }
    if (source.getServiceAccountToken() != null) {
      return token(source.getServiceAccountToken());
    }
    return source.getDownwardAPI() == null
        ? Map.of()
        : downward(source.getDownwardAPI().getItems());
  }

  private Map<String, byte[]> configMap(
      String name, List<KeyToPath> items, @Nullable Boolean optional)
      throws MissingReferenceException {
    return select(references.configMap(name, optional).orElse(Map.of()), items, name, optional);
  }

  private Map<String, byte[]> secret(String name, List<KeyToPath> items, @Nullable Boolean optional)
      throws MissingReferenceException {
    return select(references.secret(name, optional).orElse(Map.of()), items, name, optional);
  }

  private static Map<String, byte[]> select(
      Map<String, byte[]> data, List<KeyToPath> items, String name, @Nullable Boolean optional)
      throws MissingReferenceException {
    if (items.isEmpty()) {
      return data;
    }
    var result = new TreeMap<String, byte[]>();
    for (var item : items) {
      var value = data.get(item.getKey());
      if (value != null) {
        result.put(item.getPath(), value);
      } else if (!Boolean.TRUE.equals(optional)) {
        throw new MissingReferenceException(
            "%s references non-existent key: %s".formatted(name, item.getKey()));
      }
    }
    return result;
  }

  private Map<String, byte[]> downward(List<DownwardAPIVolumeFile> items)
      throws MissingReferenceException {
    var result = new TreeMap<String, byte[]>();
    for (var item : items) {
      if (item.getFieldRef() == null) {
        throw new MissingReferenceException("this node knows no resource fields");
      }
      var value = fields.value(item.getFieldRef());
      result.put(item.getPath(), value.getBytes(StandardCharsets.UTF_8));
    }
    return result;
  }

  private Map<String, byte[]> token(ServiceAccountTokenProjection projection) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(projection.getExpirationSeconds())
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    var account =
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getSpec().getServiceAccountName());
    var token = account.tokenRequest(request).getStatus().getToken();
    return Map.of(projection.getPath(), token.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path volume, Map<String, byte[]> files) throws IOException {
    Folders.delete(volume);
    Files.createDirectories(volume);
    if (files.isEmpty()) {
      return;
    }
    for (var file : files.entrySet()) {
      var target = volume.resolve(VERSION).resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
      var top = Path.of(file.getKey()).getName(0);
      if (!Files.exists(volume.resolve(top), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(volume.resolve(top), Path.of("..data").resolve(top));
      }
    }
    Files.createSymbolicLink(volume.resolve("..data"), Path.of(VERSION));
  }
}

package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.spec.CertificatesFrom;
import dev.lockstep.api.v1alpha1.spec.ClientCertificateFrom;
import dev.lockstep.api.v1alpha1.spec.DatabaseSpec;
import dev.lockstep.api.v1alpha1.spec.DatabaseTls;
import dev.lockstep.api.v1alpha1.spec.ValueFrom;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that a run reads, and their volumes. Every Secret and every ConfigMap has a folder of
/// its own with its name: one projected volume would silently drop equal file names, and the runner
/// uses the names in its messages. All volumes are optional, so that the runner can report a
/// missing object; otherwise the pod would never start.
record RunFiles(List<Volume> volumes, List<VolumeMount> mounts) {
  static final String ROOT = "/var/run/lockstep/";
  private static final String AUTHORITY = "lockstep-ca";
  private static final String CLIENT_CERTIFICATE = "lockstep-client-certificate";

  static final String TERMINATION_LOG = "/dev/termination-log";

  static RunFiles of(SchemaMigrationSpec spec, List<String> configMaps) {
    var volumes = new ArrayList<Volume>();
    var mounts = new ArrayList<VolumeMount>();
    DatabaseSpec database = spec.database();
    if (database.secretRef() != null) {
      add(
          volumes,
          mounts,
          secret("lockstep-database", database.secretRef().name()),
          secretFolder(database));
    }
    addValue(volumes, mounts, "lockstep-user", database.userFrom());
    addValue(volumes, mounts, "lockstep-password", database.passwordFrom());
    if (database.tls() != null) {
      addTls(volumes, mounts, database.tls());
    }
    int index = 0;
    for (String configMap : configMaps) {
      var volume = configMap("lockstep-scripts-" + index++, configMap);
      add(volumes, mounts, volume, scriptsFolder(configMap));
    }
    return new RunFiles(List.copyOf(volumes), List.copyOf(mounts));
  }

  static String secretFolder(DatabaseSpec database) {
    return ROOT + "secrets/" + (database.secretRef() == null ? "" : database.secretRef().name());
  }

  static String scriptsFolder(String configMap) {
    return ROOT + "scripts/" + configMap;
  }

  /// Returns the path of a value in a Secret.
  static String valueFile(String volume, ValueFrom from) {
    return ROOT + volume + "/" + from.secretKeyRef().name() + "/" + from.secretKeyRef().key();
  }

  /// Returns the path of the CA certificates.
  static String authorityFile(CertificatesFrom from) {
    String key =
        from.configMapKeyRef() != null
            ? from.configMapKeyRef().key()
            : from.secretKeyRef() != null ? from.secretKeyRef().key() : "";
    return authorityFolder(from) + "/" + key;
  }

  /// Returns the folder with the client certificate and its key.
  static String clientCertificateFolder(ClientCertificateFrom from) {
    return ROOT + CLIENT_CERTIFICATE + "/" + from.secretRef().name();
  }

  private static String authorityFolder(CertificatesFrom from) {
    String name =
        from.configMapKeyRef() != null
            ? from.configMapKeyRef().name()
            : from.secretKeyRef() != null ? from.secretKeyRef().name() : "";
    return ROOT + AUTHORITY + "/" + name;
  }

  private static void addTls(List<Volume> volumes, List<VolumeMount> mounts, DatabaseTls tls) {
    CertificatesFrom authority = tls.caFrom();
    if (authority != null && authority.configMapKeyRef() != null) {
      Volume volume = configMap(AUTHORITY, authority.configMapKeyRef().name());
      add(volumes, mounts, volume, authorityFolder(authority));
    } else if (authority != null && authority.secretKeyRef() != null) {
      Volume volume = secret(AUTHORITY, authority.secretKeyRef().name());
      add(volumes, mounts, volume, authorityFolder(authority));
    }
    if (tls.clientCertFrom() != null) {
      add(
          volumes,
          mounts,
          secret(CLIENT_CERTIFICATE, tls.clientCertFrom().secretRef().name()),
          clientCertificateFolder(tls.clientCertFrom()));
    }
  }

  private static void addValue(
      List<Volume> volumes, List<VolumeMount> mounts, String name, @Nullable ValueFrom from) {
    if (from != null) {
      String folder = ROOT + name + "/" + from.secretKeyRef().name();
      add(volumes, mounts, secret(name, from.secretKeyRef().name()), folder);
    }
  }

  private static void add(
      List<Volume> volumes, List<VolumeMount> mounts, Volume volume, String folder) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(folder)
            .withReadOnly(true)
            .build());
  }

  private static Volume configMap(String volume, String name) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewConfigMap()
        .withName(name)
        .withOptional(true)
        .endConfigMap()
        .build();
  }

  private static Volume secret(String volume, String name) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewSecret()
        .withSecretName(name)
        .withOptional(true)
        .withDefaultMode(0440)
        .endSecret()
        .build();
  }
}

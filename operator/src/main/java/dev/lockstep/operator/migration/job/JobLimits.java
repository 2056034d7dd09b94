package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Settings of a Job's pod that are always refused, also in the operator's configuration: those
/// that reach beyond the pod, and those that would turn the runner into another program. Each
/// refusal begins with the name of the field.
final class JobLimits {
  private static final String RESERVED_PREFIX = "lockstep";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String UNCONFINED = "Unconfined";
  private static final Pattern RESERVED =
      Pattern.compile("^(JAVA_|_JAVA|JDK_|LD_|PG|LOCKSTEP_|CLASSPATH$|PATH$).*");
  private static final List<String> RESERVED_BEGINNINGS =
      List.of("JAVA_", "_JAVA", "JDK_", "LD_", "PG", "LOCKSTEP_", "CLASSPATH", "PATH");

  private final List<String> refusals = new ArrayList<>();

  private JobLimits() {}

  /// Returns all refused settings of a resource.
  static List<String> refusals(JobSettings job) {
    JobLimits limits = common(job);
    job.initContainers().forEach(limits::environment);
    return List.copyOf(limits.refusals);
  }

  /// Returns all refused settings of an administrator, whose init containers may have any
  /// environment variables.
  static List<String> refusalsOfDefaults(JobSettings job) {
    return List.copyOf(common(job).refusals);
  }

  private static JobLimits common(JobSettings job) {
    var limits = new JobLimits();
    limits.names("labels", job.labels());
    limits.names("annotations", job.annotations());
    limits.annotations(job.annotations());
    limits.environment(job);
    job.volumes().forEach(limits::volume);
    limits.mounts(job);
    job.initContainers().forEach(limits::container);
    limits.identity(job);
    return limits;
  }

  private void refuse(boolean wrong, String field, String sentence) {
    if (wrong) {
      refusals.add(field + ": " + sentence);
    }
  }

  private void names(String field, Map<String, String> map) {
    refuse(
        map.keySet().stream().anyMatch(key -> key.startsWith(LockstepNames.PREFIX)),
        field,
        "names under lockstep.dev/ are reserved for the operator; use a domain of your own.");
  }

  private void annotations(Map<String, String> annotations) {
    refuse(
        annotations.entrySet().stream()
            .anyMatch(
                one ->
                    one.getKey().startsWith(APP_ARMOR)
                        && one.getValue().equalsIgnoreCase(UNCONFINED)),
        "annotations",
        "a container must not be unconfined; remove the annotation for AppArmor.");
  }

  private void environment(JobSettings job) {
    job.env().forEach(variable -> variable("env", variable));
  }

  /// A ConfigMap or Secret may have any key, so `envFrom` requires a prefix that no reserved name
  /// begins with.
  private void environment(Container container) {
    String field = "initContainers, " + Objects.toString(container.getName(), "");
    container.getEnv().forEach(variable -> variable(field + ", env", variable));
    container
        .getEnvFrom()
        .forEach(
            source ->
                refuse(
                    mayBeReserved(Objects.toString(source.getPrefix(), "")),
                    field + ", envFrom",
                    "add a prefix that no variable changing the JVM, the program or the connection begins with, such as PROXY_."));
  }

  private static boolean mayBeReserved(String prefix) {
    return RESERVED.matcher(prefix).matches()
        || RESERVED_BEGINNINGS.stream().anyMatch(reserved -> reserved.startsWith(prefix));
  }

  private void variable(String field, EnvVar variable) {
    refuse(
        RESERVED.matcher(Objects.toString(variable.getName(), "")).matches(),
        field + ", " + variable.getName(),
        "variables that change the JVM, the program or the connection are not allowed; use the fields of spec.database and spec.timeouts.");
  }

  private void volume(Volume volume) {
    String field = "volumes, " + volume.getName();
    refuse(
        Objects.toString(volume.getName(), "").startsWith(RESERVED_PREFIX),
        field,
        "names that begin with lockstep are reserved for the operator; choose another.");
    boolean known =
        Stream.of(
                volume.getConfigMap(),
                volume.getCsi(),
                volume.getDownwardAPI(),
                volume.getEmptyDir(),
                volume.getEphemeral(),
                volume.getImage(),
                volume.getPersistentVolumeClaim(),
                volume.getProjected(),
                volume.getSecret())
            .anyMatch(Objects::nonNull);
    refuse(
        !known || volume.getHostPath() != null,
        field,
        "host paths and network file systems are not allowed; use a persistentVolumeClaim.");
    refuse(
        volume.getProjected() != null
            && volume.getProjected().getSources().stream()
                .anyMatch(
                    source ->
                        source.getServiceAccountToken() != null
                            || source.getPodCertificate() != null),
        field,
        "the pod must not get a token or certificate of its ServiceAccount; remove serviceAccountToken and podCertificate.");
  }

  private void mounts(JobSettings job) {
    job.volumeMounts()
        .forEach(
            mount -> {
              String path = Objects.toString(mount.getMountPath(), "");
              refuse(
                  !path.startsWith("/mnt/") || path.contains(".."),
                  "volumeMounts, " + path,
                  "the rest of the file system is reserved for the program; mount below /mnt/.");
              refuse(
                  Objects.toString(mount.getName(), "").startsWith(RESERVED_PREFIX),
                  "volumeMounts, " + path,
                  "volumes whose names begin with lockstep are reserved for the operator; mount one of job.volumes.");
            });
  }

  private void container(Container container) {
    String name = Objects.toString(container.getName(), "");
    String field = "initContainers, " + name;
    refuse(
        name.startsWith(RESERVED_PREFIX),
        field,
        "names that begin with lockstep are reserved for the operator; choose another.");
    refuse(
        Objects.toString(container.getImage(), "").isEmpty(),
        field,
        "the image is missing; add it.");
    refuse(
        container.getVolumeMounts().stream()
            .anyMatch(mount -> Objects.toString(mount.getName(), "").startsWith(RESERVED_PREFIX)),
        field,
        "volumes whose names begin with lockstep are reserved for the operator; mount one of job.volumes.");
    refuse(
        container.getPorts().stream()
            .anyMatch(port -> port.getHostPort() != null && port.getHostPort() != 0),
        field,
        "it must not use a port of the node; remove hostPort.");
    refuse(
        namesHost(container),
        field,
        "its probes and hooks must not name a host, because the node would connect to it; remove host.");
    if (container.getSecurityContext() != null) {
      security(field, container.getSecurityContext());
    }
  }

  private static boolean namesHost(Container container) {
    return Stream.of(
                container.getLivenessProbe(),
                container.getReadinessProbe(),
                container.getStartupProbe())
            .filter(Objects::nonNull)
            .anyMatch(JobLimits::namesHost)
        || (container.getLifecycle() != null
            && Stream.of(
                    container.getLifecycle().getPostStart(), container.getLifecycle().getPreStop())
                .filter(Objects::nonNull)
                .anyMatch(JobLimits::namesHost));
  }

  private static boolean namesHost(Probe probe) {
    return (probe.getHttpGet() != null && !isEmpty(probe.getHttpGet().getHost()))
        || (probe.getTcpSocket() != null && !isEmpty(probe.getTcpSocket().getHost()));
  }

  private static boolean namesHost(LifecycleHandler handler) {
    return (handler.getHttpGet() != null && !isEmpty(handler.getHttpGet().getHost()))
        || (handler.getTcpSocket() != null && !isEmpty(handler.getTcpSocket().getHost()));
  }

  private static boolean isEmpty(String text) {
    return Objects.toString(text, "").isEmpty();
  }

  private void security(String field, SecurityContext context) {
    boolean privileged =
        Boolean.TRUE.equals(context.getPrivileged())
            || Boolean.TRUE.equals(context.getAllowPrivilegeEscalation())
            || (context.getCapabilities() != null && !context.getCapabilities().getAdd().isEmpty())
            || (context.getProcMount() != null && !context.getProcMount().equals("Default"));
    refuse(
        privileged,
        field,
        "it must not be privileged, escalate privileges, add capabilities or unmask /proc; remove that from its securityContext.");
    boolean root =
        (context.getRunAsUser() != null && context.getRunAsUser() == 0)
            || Boolean.FALSE.equals(context.getRunAsNonRoot());
    refuse(root, field, "it must not run as root; give it a runAsUser other than 0.");
    boolean unconfined =
        (context.getSeccompProfile() != null
                && UNCONFINED.equals(context.getSeccompProfile().getType()))
            || (context.getAppArmorProfile() != null
                && UNCONFINED.equals(context.getAppArmorProfile().getType()));
    refuse(
        unconfined,
        field,
        "it must not be unconfined; use the seccomp and AppArmor profile RuntimeDefault or Localhost.");
    boolean hostProcess =
        context.getWindowsOptions() != null
            && Boolean.TRUE.equals(context.getWindowsOptions().getHostProcess());
    refuse(
        context.getSeLinuxOptions() != null || hostProcess,
        field,
        "it must use the SELinux context of the cluster and must not be a host process; remove seLinuxOptions and windowsOptions.hostProcess.");
  }

  private void identity(JobSettings job) {
    boolean root =
        job.securityContext() != null
            && job.securityContext().runAsUser() != null
            && job.securityContext().runAsUser() == 0;
    refuse(root, "securityContext", "the pod must not run as root; use a runAsUser other than 0.");
  }
}

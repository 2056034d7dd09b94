package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Additional settings for the Job's pod, within the limits of the operator's configuration. The
/// pod always complies with the restricted Pod Security Standard.
@ValidationRule(
    value =
        "!has(self.volumeMounts) || self.volumeMounts.all(m, has(self.volumes) && self.volumes.exists(v, v.name == m.name))",
    message = "volumeMounts refers to a volume that does not exist: add it to job.volumes")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobSettings(
    @JsonPropertyDescription(
            "The ServiceAccount of the pod, for sidecars or image pulls that need its identity. Its token is not mounted. If absent, the default ServiceAccount of the namespace is used.")
        @Size(min = 1, max = Rules.OBJECT_NAME_SIZE)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String serviceAccountName,
    @JsonPropertyDescription(
            "The image of the run, which the operator's configuration must allow. If absent, the operator's own image is used.")
        @Size(min = 1, max = 512)
        @ValidationRule(
            value = "self.matches('^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$')",
            message = "write an image reference such as registry.example.com/lockstep:1.2.3")
        @Nullable String image,
    @JsonPropertyDescription("The Secrets used to pull images. At most 8.") @Size(max = 8)
        List<ObjectName> imagePullSecrets,
    @JsonPropertyDescription(
            "Resource requests and limits of the container that runs the scripts, as in kubectl explain pod.spec.containers.resources. If absent, the defaults of the operator are used.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription("Labels that a node must have. At most 32.")
        @Size(max = 32)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_MESSAGE)
        Map<String, String> nodeSelector,
    @JsonPropertyDescription(
            "Tolerations of the pod, as in kubectl explain pod.spec.tolerations. At most 32.")
        @Size(max = 32)
        List<Toleration> tolerations,
    @JsonPropertyDescription(
            "Scheduling constraints of the pod, as in kubectl explain pod.spec.affinity.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription("Additional labels of the Job and its pod. At most 32.")
        @Size(max = 32)
        @ValidationRule(
            value = Rules.NOT_OURS,
            message =
                "labels under lockstep.dev/ are reserved for the operator: use another domain")
        @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_MESSAGE)
        Map<String, String> labels,
    @JsonPropertyDescription("Additional annotations of the Job and its pod. At most 32.")
        @Size(max = 32)
        @ValidationRule(
            value = Rules.NOT_OURS,
            message =
                "annotations under lockstep.dev/ are reserved for the operator: use another domain")
        @ValidationRule(value = Rules.ANNOTATIONS, message = Rules.ANNOTATIONS_MESSAGE)
        @ValidationRule(
            value =
                "self.all(k, !k.startsWith('container.apparmor.security.beta.kubernetes.io/') || self[k] != 'unconfined')",
            message = "a container must not be unconfined: remove the AppArmor annotation")
        Map<String, String> annotations,
    @JsonPropertyDescription(
            "Environment variables of the container that runs the scripts, as in kubectl explain pod.spec.containers.env. Variables that change the JVM, the program or the connection are refused: JAVA_*, _JAVA_*, JDK_*, LD_*, PG*, LOCKSTEP_*, CLASSPATH and PATH. At most 64.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(e, !e.name.matches('" + Rules.RESERVED_VARIABLES + "'))",
            message =
                Rules.RESERVED_VARIABLES_MESSAGE
                    + ": use the fields of spec.database and spec.timeouts, and job.resources for memory")
        List<EnvVar> env,
    @JsonPropertyDescription(
            "Additional volumes for volumeMounts and initContainers, as in kubectl explain pod.spec.volumes: configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret. Their names must not begin with lockstep. At most 32.")
        @Size(max = 32)
        @ValidationRule(
            value =
                "self.all(v, has(v.configMap) || has(v.csi) || has(v.downwardAPI) || has(v.emptyDir) || has(v.ephemeral) || has(v.image) || has(v.persistentVolumeClaim) || has(v.projected) || has(v.secret))",
            message =
                "a volume must be one of configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret; host paths and network file systems are not allowed: use a persistentVolumeClaim")
        @ValidationRule(
            value =
                "self.all(v, !has(v.projected) || !has(v.projected.sources) || v.projected.sources.all(s, !has(s.serviceAccountToken) && !has(s.podCertificate)))",
            message =
                "the pod must not have a token or certificate of its ServiceAccount: remove serviceAccountToken and podCertificate from the projected volume")
        @ValidationRule(
            value = "self.all(v, !v.name.startsWith('lockstep'))",
            message =
                "volume names that begin with lockstep are reserved for the operator: choose another name")
        @ValidationRule(
            value = Rules.NAMED_ONCE,
            message =
                "each volume must have a unique name: at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit")
        List<Volume> volumes,
    @JsonPropertyDescription(
            "Mounts of the volumes in the container that runs the scripts, below /mnt/, as in kubectl explain pod.spec.containers.volumeMounts. At most 32.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(m, m.mountPath.startsWith('/mnt/') && !m.mountPath.contains('..'))",
            message =
                "mount volumes under /mnt/, such as /mnt/certificates: the rest of the file system is reserved for the program")
        @ValidationRule(
            value = "self.all(m, !m.name.startsWith('lockstep'))",
            message =
                "volumes whose names begin with lockstep are reserved for the operator: mount a volume of job.volumes")
        List<VolumeMount> volumeMounts,
    @JsonPropertyDescription(
            "Containers that start before the scripts run, such as a database proxy, as in kubectl explain pod.spec.initContainers. One with restartPolicy Always keeps running beside the scripts and is stopped after them. They must not run as root, be privileged or use host ports. The chart's jobs.allowedImages must allow their images, which must differ from the image of the run. The restrictions on env apply to their env as well; envFrom requires a prefix. Their names must not begin with lockstep. At most 8.")
        @Size(max = 8)
        @ValidationRule(
            value = "self.all(c, !c.name.startsWith('lockstep'))",
            message =
                "container names that begin with lockstep are reserved for the operator: choose another name")
        @ValidationRule(
            value =
                "self.all(c, !has(c.securityContext) || !((has(c.securityContext.privileged) && c.securityContext.privileged) || (has(c.securityContext.allowPrivilegeEscalation) && c.securityContext.allowPrivilegeEscalation) || (has(c.securityContext.capabilities) && has(c.securityContext.capabilities.add) && c.securityContext.capabilities.add.size() > 0) || (has(c.securityContext.procMount) && c.securityContext.procMount != 'Default')))",
            message =
                "an init container must not be privileged, escalate privileges, add capabilities or unmask /proc: remove these settings from its securityContext")
        @ValidationRule(
            value =
                "self.all(c, !has(c.securityContext) || !((has(c.securityContext.runAsUser) && c.securityContext.runAsUser == 0) || (has(c.securityContext.runAsNonRoot) && !c.securityContext.runAsNonRoot)))",
            message = "an init container must not run as root: set a runAsUser other than 0")
        @ValidationRule(
            value =
                "self.all(c, !has(c.securityContext) || !has(c.securityContext.seLinuxOptions))",
            message =
                "an init container runs with the cluster's SELinux context: remove seLinuxOptions")
        @ValidationRule(
            value =
                "self.all(c, !has(c.volumeMounts) || c.volumeMounts.all(m, !m.name.startsWith('lockstep')))",
            message =
                "an init container must not mount volumes whose names begin with lockstep, which are reserved for the operator: mount a volume of job.volumes")
        @ValidationRule(
            value =
                "self.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))",
            message = "an init container must not use a host port: remove hostPort")
        @ValidationRule(
            value =
                "self.all(c, !has(c.securityContext) || !((has(c.securityContext.seccompProfile) && has(c.securityContext.seccompProfile.type) && c.securityContext.seccompProfile.type == 'Unconfined') || (has(c.securityContext.appArmorProfile) && has(c.securityContext.appArmorProfile.type) && c.securityContext.appArmorProfile.type == 'Unconfined')))",
            message =
                "an init container must not be unconfined: use the seccomp and AppArmor profiles RuntimeDefault or Localhost")
        @ValidationRule(
            value = Rules.NAMED_ONCE,
            message =
                "each init container must have a unique name: at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit")
        @ValidationRule(
            value =
                "self.all(c, !has(c.env) || c.env.all(e, !e.name.matches('"
                    + Rules.RESERVED_VARIABLES
                    + "')))",
            message =
                Rules.RESERVED_VARIABLES_MESSAGE
                    + " in init containers: remove them, or have an administrator add the init container to the chart's jobs.defaults")
        @ValidationRule(
            value =
                "self.all(c, !has(c.envFrom) || c.envFrom.all(e, has(e.prefix) && e.prefix != '' && !e.prefix.matches('"
                    + Rules.RESERVED_VARIABLES
                    + "') && !['JAVA_', '_JAVA', 'JDK_', 'LD_', 'PG', 'LOCKSTEP_', 'CLASSPATH', 'PATH'].exists(r, r.startsWith(e.prefix))))",
            message =
                "envFrom of an init container requires a prefix that cannot produce a variable of the JVM, the program or the connection: add one, such as PROXY_")
        @ValidationRule(
            value = "self.all(c, has(c.image) && c.image != '')",
            message = "an init container requires an image: set image")
        List<Container> initContainers,
    @JsonPropertyDescription(
            "The PriorityClass of the pod, which the chart's jobs.allowedFields must allow. If absent, the default of the cluster is used.")
        @Size(min = 1, max = Rules.OBJECT_NAME_SIZE)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String priorityClassName,
    @JsonPropertyDescription(
            "The RuntimeClass of the pod, such as a sandboxed one. If absent, the default of the cluster is used.")
        @Size(min = 1, max = Rules.OBJECT_NAME_SIZE)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String runtimeClassName,
    @JsonPropertyDescription(
            "The user and groups of the pod, as in kubectl explain pod.spec.securityContext: runAsUser, runAsGroup, fsGroup and supplementalGroups. If absent, all are 65532. With {} they are left to the image and the cluster, as OpenShift requires.")
        @Nullable PodIdentity securityContext) {
  public static final JobSettings NONE =
      new JobSettings(
          null, null, List.of(), null, Map.of(), List.of(), null, Map.of(), Map.of(), List.of(),
          List.of(), List.of(), List.of(), null, null, null);

  public JobSettings {
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    nodeSelector =
        nodeSelector == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    labels = labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
    annotations =
        annotations == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(annotations));
    env = env == null ? List.of() : List.copyOf(env);
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
    volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
    initContainers = initContainers == null ? List.of() : List.copyOf(initContainers);
  }
}

package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralVolumeSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimTemplate;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields of `spec.job` that resources may set, with patterns for the names in each field. `*`
/// matches one or more characters except `.` and `/`, so it never matches a domain; `**` matches
/// any characters, or none. A name that matches no pattern of its field is refused; a field without
/// patterns is not allowed.
///
/// By default, fields that reach beyond the namespace are not allowed: priority over other users'
/// pods, tolerations of the taints that Kubernetes itself sets, and labels and annotations under
/// foreign domains, which runtimes, webhooks and clouds act on.
public record AllowedFields(Map<String, List<String>> patterns) {
  private static final List<String> ANY = List.of("**");
  private static final Pattern TOKENS = Pattern.compile("\\*\\*|\\*|[^*]+");

  /// The patterns without any configuration; the defaults of the chart's values are the same.
  public static final AllowedFields DEFAULT =
      new AllowedFields(
          Map.ofEntries(
              Map.entry("serviceAccountName", ANY),
              Map.entry("imagePullSecrets", ANY),
              Map.entry("resources", ANY),
              Map.entry("nodeSelector", ANY),
              Map.entry("tolerations", List.of("*")),
              Map.entry("affinity", ANY),
              Map.entry(
                  "labels",
                  List.of(
                      "*",
                      "app.kubernetes.io/*",
                      "sidecar.istio.io/inject",
                      "kueue.x-k8s.io/queue-name")),
              Map.entry(
                  "annotations",
                  List.of(
                      "*",
                      "sidecar.istio.io/inject",
                      "linkerd.io/inject",
                      "karpenter.sh/do-not-disrupt",
                      "cluster-autoscaler.kubernetes.io/safe-to-evict")),
              Map.entry("env", ANY),
              Map.entry("volumes", ANY),
              Map.entry("volumeMounts", ANY),
              Map.entry("initContainers", ANY),
              Map.entry("priorityClassName", List.of()),
              Map.entry("runtimeClassName", ANY),
              Map.entry("securityContext", ANY)));

  public AllowedFields {
    patterns = Collections.unmodifiableMap(new TreeMap<>(patterns));
  }

  /// Returns a copy with other patterns for one field.
  ///
  /// @param option the field, `=`, and its patterns separated by commas
  /// @throws IllegalArgumentException with one sentence if the option names no field
  public AllowedFields with(String option) {
    int equals = option.indexOf('=');
    String field = equals < 0 ? option : option.substring(0, equals);
    if (equals < 0 || !patterns.containsKey(field)) {
      throw new IllegalArgumentException(
          "'%s' does not name a field of spec.job and its patterns; write FIELD=PATTERN,... with one of %s."
              .formatted(option, String.join(", ", patterns.keySet())));
    }
    var changed = new TreeMap<>(patterns);
    changed.put(
        field,
        Arrays.stream(option.substring(equals + 1).split(","))
            .map(String::strip)
            .filter(pattern -> !pattern.isEmpty())
            .toList());
    return new AllowedFields(changed);
  }

  /// Returns the message about the first name that a resource may not set.
  Optional<String> refusal(JobSettings job) {
    return asked(job).filter(one -> !allows(one)).findFirst().map(Asked::refusal);
  }

  private boolean allows(Asked asked) {
    return patterns.getOrDefault(asked.field(), List.of()).stream()
        .anyMatch(pattern -> matches(pattern, asked.name()));
  }

  private static boolean matches(String pattern, String name) {
    String regex =
        TOKENS
            .matcher(pattern)
            .results()
            .map(MatchResult::group)
            .map(
                part ->
                    switch (part) {
                      case "**" -> ".*";
                      case "*" -> "[^./]+";
                      default -> Pattern.quote(part);
                    })
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
  }

  /// One name that a resource sets.
  ///
  /// @param name the name to match; the field itself if it has no names
  private record Asked(String field, String name) {
    String refusal() {
      String what = name.equals(field) ? "" : ", " + (name.isEmpty() ? "without a key" : name);
      return "spec.job.%s%s: the operator's configuration does not allow SchemaMigrations to set it; remove it, or ask an administrator to add it to the chart's value jobs.allowedFields.%s."
          .formatted(field, what, field);
    }
  }

  private static Stream<Asked> asked(JobSettings job) {
    return Stream.of(
            whole("serviceAccountName", job.serviceAccountName(), job.serviceAccountName()),
            names("imagePullSecrets", job.imagePullSecrets().stream().map(ObjectName::name)),
            whole("resources", job.resources(), null),
            names("nodeSelector", job.nodeSelector().keySet().stream()),
            names("tolerations", job.tolerations().stream().map(Toleration::getKey)),
            whole("affinity", job.affinity(), null),
            names("labels", job.labels().keySet().stream()),
            names("labels", claims(job).flatMap(claim -> keys(claim.getLabels()))),
            names("annotations", job.annotations().keySet().stream()),
            names("annotations", claims(job).flatMap(claim -> keys(claim.getAnnotations()))),
            names("env", job.env().stream().map(EnvVar::getName)),
            names("volumes", job.volumes().stream().flatMap(AllowedFields::kinds)),
            names("volumeMounts", job.volumeMounts().stream().map(VolumeMount::getMountPath)),
            names("initContainers", job.initContainers().stream().map(Container::getName)),
            whole("priorityClassName", job.priorityClassName(), job.priorityClassName()),
            whole("runtimeClassName", job.runtimeClassName(), job.runtimeClassName()),
            whole("securityContext", job.securityContext(), null))
        .flatMap(one -> one);
  }

  /// Returns the metadata of the volume claims that the pod creates.
  private static Stream<ObjectMeta> claims(JobSettings job) {
    return job.volumes().stream()
        .map(Volume::getEphemeral)
        .filter(Objects::nonNull)
        .map(EphemeralVolumeSource::getVolumeClaimTemplate)
        .filter(Objects::nonNull)
        .map(PersistentVolumeClaimTemplate::getMetadata)
        .filter(Objects::nonNull);
  }

  private static Stream<String> keys(@Nullable Map<String, String> map) {
    return map == null ? Stream.of() : map.keySet().stream();
  }

  private static Stream<Asked> names(String field, Stream<String> names) {
    return names.map(name -> new Asked(field, Objects.toString(name, "")));
  }

  private static Stream<Asked> whole(String field, @Nullable Object value, @Nullable String name) {
    return value == null ? Stream.of() : Stream.of(new Asked(field, name == null ? field : name));
  }

  /// Returns the kinds of a volume; a volume without a kind is refused elsewhere.
  private static Stream<String> kinds(Volume volume) {
    var kinds = new TreeMap<String, @Nullable Object>();
    kinds.put("configMap", volume.getConfigMap());
    kinds.put("csi", volume.getCsi());
    kinds.put("downwardAPI", volume.getDownwardAPI());
    kinds.put("emptyDir", volume.getEmptyDir());
    kinds.put("ephemeral", volume.getEphemeral());
    kinds.put("image", volume.getImage());
    kinds.put("persistentVolumeClaim", volume.getPersistentVolumeClaim());
    kinds.put("projected", volume.getProjected());
    kinds.put("secret", volume.getSecret());
    return kinds.entrySet().stream().filter(kind -> kind.getValue() != null).map(Map.Entry::getKey);
  }
}

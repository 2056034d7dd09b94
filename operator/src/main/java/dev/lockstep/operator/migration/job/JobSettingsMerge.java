package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Merges the settings of a resource into those of the operator: maps by key, lists of named
/// objects by name, tolerations as a union. Of every other field, the resource's value takes
/// precedence.
///
/// @param defaults the operator's settings
/// @param job the resource's settings
record JobSettingsMerge(JobSettings defaults, JobSettings job) {
  JobSettings merged() {
    return new JobSettings(
        first(job.serviceAccountName(), defaults.serviceAccountName()),
        job.image(),
        named(JobSettings::imagePullSecrets, ObjectName::name),
        first(job.resources(), defaults.resources()),
        keyed(JobSettings::nodeSelector),
        Stream.concat(defaults.tolerations().stream(), job.tolerations().stream())
            .distinct()
            .toList(),
        first(job.affinity(), defaults.affinity()),
        keyed(JobSettings::labels),
        keyed(JobSettings::annotations),
        named(JobSettings::env, EnvVar::getName),
        named(JobSettings::volumes, Volume::getName),
        named(JobSettings::volumeMounts, VolumeMount::getMountPath),
        named(JobSettings::initContainers, Container::getName),
        first(job.priorityClassName(), defaults.priorityClassName()),
        first(job.runtimeClassName(), defaults.runtimeClassName()),
        first(job.securityContext(), defaults.securityContext()));
  }

  private static <T> @Nullable T first(@Nullable T value, @Nullable T fallback) {
    return value == null ? fallback : value;
  }

  private Map<String, String> keyed(Function<JobSettings, Map<String, String>> part) {
    var merged = new TreeMap<>(part.apply(defaults));
    merged.putAll(part.apply(job));
    return merged;
  }

  /// Merges two lists by name: the order of the defaults first, then what only the resource has.
  private <T> List<T> named(Function<JobSettings, List<T>> part, Function<T, String> name) {
    var merged = new LinkedHashMap<String, T>();
    part.apply(defaults).forEach(one -> merged.put(name.apply(one), one));
    part.apply(job).forEach(one -> merged.put(name.apply(one), one));
    return List.copyOf(merged.values());
  }
}

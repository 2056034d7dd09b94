package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.Requirements;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The part of the metadata that the operator keeps: the identity of an object, its controllers,
/// and the labels and annotations that the operator reads. Users choose everything else, in number
/// and length.
final class SlimMetadata {
  /// One more than the length of the longest value that is read, so that a longer value is
  /// recognized as too long.
  static final int LONGEST_VALUE = Requirements.MOST_CHARACTERS + 1;

  /// The maximum number of labels that are kept of a ConfigMap. One that has more is read when a
  /// selector asks for labels.
  static final int MOST_LABELS = 32;

  /// Replaces the labels of a ConfigMap that has more than are kept.
  private static final Map<String, String> TOO_MANY_LABELS =
      Map.of(LockstepNames.PREFIX + "too-many-labels", "true");

  private static final Set<String> ANNOTATIONS =
      Set.of(
          LockstepNames.REQUIRES_ANNOTATION,
          LockstepNames.RETRY_ANNOTATION,
          Labels.MIGRATION,
          Labels.INPUTS,
          Labels.TEMPLATE,
          Labels.DATABASE,
          Labels.SCRIPTS,
          Labels.TARGET,
          Labels.RELEASED,
          Labels.RELEASES);

  private static final Set<String> LABELS =
      Set.of(
          LockstepNames.GATED_LABEL,
          LockstepNames.MIGRATION_LABEL,
          Labels.MANAGED_BY,
          Labels.ATTEMPT,
          Labels.PURPOSE,
          Labels.QUEUE,
          "pod-template-hash",
          "rollouts-pod-template-hash",
          "batch.kubernetes.io/controller-uid",
          "batch.kubernetes.io/job-name",
          "controller-uid",
          "job-name");

  private SlimMetadata() {}

  /// Returns the trimmed metadata of an object of any kind.
  static ObjectMeta of(ObjectMeta full) {
    ObjectMeta slim = identity(full);
    slim.setGeneration(full.getGeneration());
    slim.setCreationTimestamp(full.getCreationTimestamp());
    slim.setDeletionTimestamp(full.getDeletionTimestamp());
    slim.setLabels(chosen(full.getLabels(), LABELS::contains));
    slim.setAnnotations(chosen(full.getAnnotations(), ANNOTATIONS::contains));
    slim.setOwnerReferences(controllers(full.getOwnerReferences()));
    return slim;
  }

  /// Returns whether a ConfigMap of the cache may have certain labels.
  static boolean mayHave(ObjectMeta slim, Map<String, String> wanted) {
    return slim.getLabels().equals(TOO_MANY_LABELS)
        || slim.getLabels().entrySet().containsAll(wanted.entrySet());
  }

  /// Returns the trimmed metadata of a ConfigMap, with all labels, because selectors may ask for
  /// any.
  static ObjectMeta ofConfigMap(ObjectMeta full) {
    ObjectMeta slim = identity(full);
    Map<String, String> labels = full.getLabels() == null ? Map.of() : full.getLabels();
    slim.setLabels(labels.size() > MOST_LABELS ? TOO_MANY_LABELS : chosen(labels, _ -> true));
    return slim;
  }

  private static ObjectMeta identity(ObjectMeta full) {
    var slim = new ObjectMeta();
    slim.setName(full.getName());
    slim.setNamespace(full.getNamespace());
    slim.setUid(full.getUid());
    slim.setResourceVersion(full.getResourceVersion());
    // Shared empty collections, instead of one of each object's own.
    slim.setAdditionalProperties(Map.of());
    slim.setManagedFields(List.of());
    slim.setFinalizers(List.of());
    slim.setOwnerReferences(List.of());
    slim.setAnnotations(Map.of());
    slim.setLabels(Map.of());
    return slim;
  }

  private static Map<String, String> chosen(Map<String, String> all, Predicate<String> kept) {
    var chosen = new HashMap<String, String>();
    if (all != null) {
      all.forEach(
          (name, value) -> {
            if (value != null && kept.test(name)) {
              chosen.put(name, shortened(value));
            }
          });
    }
    return Map.copyOf(chosen);
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
  }

  private static List<OwnerReference> controllers(List<OwnerReference> all) {
    return all == null
        ? List.of()
        : all.stream()
            .filter(owner -> owner != null && Boolean.TRUE.equals(owner.getController()))
            .map(SlimMetadata::owner)
            .toList();
  }

  private static OwnerReference owner(OwnerReference full) {
    var slim = new OwnerReference();
    slim.setApiVersion(full.getApiVersion());
    slim.setKind(full.getKind());
    slim.setName(full.getName());
    slim.setUid(full.getUid());
    slim.setController(true);
    slim.setAdditionalProperties(Map.of());
    return slim;
  }
}

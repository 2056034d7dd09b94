package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.migration.job.ImageName;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks to whom a Job and a pod belong. Any user can write labels, names and references to an
/// owner that is not the controller. A pod's report is therefore trusted only if the controller of
/// the pod is the Job and the controller of the Job is the resource, both by their UIDs, and the
/// pod runs the image of the Job's template.
public final class Ownership {
  private static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";

  private Ownership() {}

  /// Returns whether the resource controls a Job: this very object, not an earlier one of the same
  /// name.
  public static boolean controls(SchemaMigration resource, Job job) {
    return controller(job)
        .filter(owner -> resource.getKind().equals(owner.getKind()))
        .filter(owner -> owner.getApiVersion().startsWith(LockstepNames.PREFIX))
        .filter(owner -> owner.getUid().equals(resource.getMetadata().getUid()))
        .isPresent();
  }

  /// Returns whether the Job controller created a pod for a Job.
  static boolean controls(Job job, Pod pod) {
    String uid = job.getMetadata().getUid();
    return controller(pod)
            .filter(owner -> "Job".equals(owner.getKind()) && uid.equals(owner.getUid()))
            .isPresent()
        && uid.equals(labels(pod).get(CONTROLLER_UID))
        && Objects.equals(labels(pod).get(Labels.PURPOSE), labels(job).get(Labels.PURPOSE));
  }

  /// Returns the pod of a Job: the newest of those that run the image of the Job's template, or
  /// else the newest.
  static Optional<Pod> newest(Job job, Stream<Pod> pods) {
    return pods.filter(pod -> controls(job, pod))
        .max(
            Comparator.comparing((Pod pod) -> doubt(job, pod).isEmpty())
                .thenComparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  /// Returns the warning about a pod that does not run the image of its Job's template.
  static Optional<String> doubt(Job job, Pod pod) {
    Optional<String> found = runner(pod.getSpec()).map(Container::getImage);
    return Optional.ofNullable(job.getSpec().getTemplate())
        .flatMap(template -> runner(template.getSpec()))
        .map(Container::getImage)
        .filter(asked -> !runs(found, asked))
        .map(
            asked ->
                "The pod %s %s and its Job asks for the image %s, so its report is not trusted: exclude Lockstep's pods from the webhook that rewrites images, or set the chart's jobs.image to the resulting image."
                    .formatted(
                        pod.getMetadata().getName(),
                        found
                            .map(image -> "runs the image " + image)
                            .orElse("has no container called " + Labels.CONTAINER),
                        asked));
  }

  private static boolean runs(Optional<String> found, String asked) {
    return found.filter(image -> ImageName.of(image).answers(ImageName.of(asked))).isPresent();
  }

  /// Describes the controller of an object, for a sentence.
  public static String controllerOf(HasMetadata object) {
    return controller(object)
        .map(owner -> "is controlled by the %s %s".formatted(owner.getKind(), owner.getName()))
        .orElse("has no controller");
  }

  private static Optional<Container> runner(PodSpec spec) {
    return spec.getContainers().stream()
        .filter(container -> Labels.CONTAINER.equals(container.getName()))
        .findFirst();
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElseGet(object.getMetadata().getLabels(), Map::of);
  }

  private static Optional<OwnerReference> controller(HasMetadata object) {
    List<OwnerReference> owners =
        Optional.ofNullable(object.getMetadata())
            .map(ObjectMeta::getOwnerReferences)
            .orElseGet(List::of);
    return owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
  }
}

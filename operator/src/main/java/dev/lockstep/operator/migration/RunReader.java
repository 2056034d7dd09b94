package dev.lockstep.operator.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.migration.Run.End;
import dev.lockstep.operator.migration.Run.Obstacle;
import dev.lockstep.operator.migration.Run.State;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a run out of its Job and its pod. What counts is the runner's own container: it ends a
/// second before the Job does, and injected sidecars may never end.
final class RunReader {
  /// How long after its grace period a pod that does not end is waited for.
  private static final Duration LOST_AFTER = Duration.ofMinutes(1);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");

  private RunReader() {}

  /// Reads a run.
  ///
  /// @return empty for a Job that is none of ours
  static Optional<Run> read(Job job, Optional<Pod> pod, Optional<String> words) {
    Map<String, String> labels = job.getMetadata().getLabels();
    Map<String, String> made = job.getMetadata().getAnnotations();
    Optional<Run.Purpose> purpose = Purposes.parse(labels.getOrDefault(Labels.PURPOSE, ""));
    if (purpose.isEmpty()) {
      return Optional.empty();
    }
    var madeFor =
        new Run.MadeFor(
            made.getOrDefault(Labels.INPUTS, ""),
            made.getOrDefault(Labels.TEMPLATE, ""),
            made.getOrDefault(Labels.DATABASE, ""),
            made.getOrDefault(Labels.SCRIPTS, ""),
            Optional.ofNullable(made.get(Labels.TARGET)).flatMap(SchemaVersion::tryParse),
            Optional.ofNullable(made.get(LockstepNames.RETRY_ANNOTATION)));
    return Optional.of(
        new Run(
            job.getMetadata().getName(),
            attempt(labels.getOrDefault(Labels.ATTEMPT, "")),
            purpose.get(),
            madeFor,
            time(made.get(Labels.RELEASED))
                .or(() -> time(job.getMetadata().getCreationTimestamp()))
                .orElse(Instant.EPOCH),
            state(job, pod, words)));
  }

  private static int attempt(String label) {
    return label.matches("[0-9]{1,9}") ? Integer.parseInt(label) : 0;
  }

  private static State state(Job job, Optional<Pod> pod, Optional<String> words) {
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return new State.Deleted();
    }
    Optional<JobCondition> failed =
        condition(job, "Failed").or(() -> condition(job, "FailureTarget"));
    if (failed.filter(one -> "DeadlineExceeded".equals(one.getReason())).isPresent()) {
      Instant at = time(failed.get().getLastTransitionTime()).orElse(Instant.EPOCH);
      return new State.Ended(new End.DeadlineExceeded(), at);
    }
    Optional<ContainerStatus> runner = pod.flatMap(RunReader::runner);
    Optional<ContainerStateTerminated> terminated =
        runner.map(status -> status.getState().getTerminated());
    if (terminated.isPresent()) {
      Instant at = time(terminated.get().getFinishedAt()).orElse(Instant.EPOCH);
      return new State.Ended(end(pod.get(), terminated.get()), at);
    }
    if (finished(job)) {
      Instant at =
          failed
              .or(() -> condition(job, "Complete"))
              .flatMap(one -> time(one.getLastTransitionTime()))
              .orElse(Instant.EPOCH);
      return new State.Ended(
          new End.Disrupted(
              "The pod of the Job %s is gone.".formatted(job.getMetadata().getName())),
          at);
    }
    if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      return new State.Held();
    }
    return pod.map(one -> podState(one, runner)).orElseGet(() -> new State.NoPod(words));
  }

  private static State podState(Pod pod, Optional<ContainerStatus> runner) {
    Optional<Instant> deleted = time(pod.getMetadata().getDeletionTimestamp());
    if (deleted.isPresent()) {
      return new State.Terminating(deleted.get().plus(LOST_AFTER));
    }
    if ("Failed".equals(pod.getStatus().getPhase())) {
      String why = pod.getStatus().getMessage();
      String reason = pod.getStatus().getReason();
      String message =
          "The pod %s ended before the runner started: %s"
              .formatted(pod.getMetadata().getName(), why != null ? why : failedContainers(pod));
      End end =
          disrupted(pod) || reason != null ? new End.Disrupted(message) : new End.Died(message);
      return new State.Ended(end, time(pod.getStatus().getStartTime()).orElse(Instant.EPOCH));
    }
    return runner
        .flatMap(status -> Optional.ofNullable(status.getState().getRunning()))
        .<State>map(
            running -> new State.Running(time(running.getStartedAt()).orElse(Instant.EPOCH)))
        .orElseGet(() -> new State.Starting(obstacle(pod)));
  }

  private static String failedContainers(Pod pod) {
    List<String> failed =
        pod.getStatus().getInitContainerStatuses().stream()
            .filter(status -> status.getState().getTerminated() != null)
            .filter(status -> status.getState().getTerminated().getExitCode() != 0)
            .map(
                status ->
                    "init container %s exited with code %d"
                        .formatted(
                            status.getName(), status.getState().getTerminated().getExitCode()))
            .toList();
    return failed.isEmpty() ? "no reason was given." : String.join(", ", failed) + ".";
  }

  private static Optional<Obstacle> obstacle(Pod pod) {
    Optional<Obstacle> unschedulable =
        podCondition(pod, "PodScheduled")
            .filter(one -> "False".equals(one.getStatus()) && one.getMessage() != null)
            .map(
                one ->
                    new Obstacle(
                        Obstacle.Kind.UNSCHEDULABLE,
                        "The pod %s finds no node: %s"
                            .formatted(pod.getMetadata().getName(), one.getMessage())));
    return unschedulable.or(
        () ->
            Stream.concat(
                    pod.getStatus().getInitContainerStatuses().stream(),
                    pod.getStatus().getContainerStatuses().stream())
                .map(status -> waiting(pod, status))
                .flatMap(Optional::stream)
                .findFirst());
  }

  private static Optional<Obstacle> waiting(Pod pod, ContainerStatus status) {
    ContainerStateWaiting waiting =
        status.getState() == null ? null : status.getState().getWaiting();
    if (waiting == null
        || waiting.getReason() == null
        || ON_ITS_WAY.contains(waiting.getReason())) {
      return Optional.empty();
    }
    String message = waiting.getMessage() == null ? "" : ": " + waiting.getMessage();
    return Optional.of(
        new Obstacle(
            Obstacle.Kind.CONTAINER,
            "The container %s of the pod %s does not start: %s%s"
                .formatted(
                    status.getName(), pod.getMetadata().getName(), waiting.getReason(), message)));
  }

  private static End end(Pod pod, ContainerStateTerminated terminated) {
    Optional<RunReport> report =
        Optional.ofNullable(terminated.getMessage()).flatMap(RunReader::report);
    if (report.isPresent()) {
      return new End.Reported(report.get());
    }
    String how =
        "The runner in the pod %s ended with exit code %d (%s) and left no report that can be read."
            .formatted(
                pod.getMetadata().getName(), terminated.getExitCode(), terminated.getReason());
    return disrupted(pod) ? new End.Disrupted(how) : new End.Died(how);
  }

  /// The report in a termination message. A runner that dies before it can write one may leave
  /// anything there, and what says neither how the run ended nor, of a failure, which one it is, is
  /// no report.
  private static Optional<RunReport> report(String message) {
    try {
      JsonNode tree = JSON.readTree(message);
      boolean complete =
          tree.path("exitCode").isInt()
              && Stream.of("kind", "class", "message")
                  .allMatch(part -> !tree.has("failure") || tree.path("failure").hasNonNull(part));
      return complete ? Optional.of(JSON.treeToValue(tree, RunReport.class)) : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /// Whether something around the pod ended it: a drain, a preemption, an eviction, a deletion.
  private static boolean disrupted(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null
        || podCondition(pod, "DisruptionTarget")
            .filter(one -> "True".equals(one.getStatus()))
            .isPresent();
  }

  private static Optional<ContainerStatus> runner(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(
                status -> Labels.CONTAINER.equals(status.getName()) && status.getState() != null)
            .findFirst();
  }

  private static Optional<PodCondition> podCondition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static boolean finished(Job job) {
    return condition(job, "Complete").isPresent() || condition(job, "Failed").isPresent();
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(one -> type.equals(one.getType()) && "True".equals(one.getStatus()))
            .findFirst();
  }

  static Optional<Instant> time(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}

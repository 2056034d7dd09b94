package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.kube.Timestamps;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.Run.End;
import dev.lockstep.operator.migration.decision.Run.Obstacle;
import dev.lockstep.operator.migration.decision.Run.State;
import dev.lockstep.schema.FailureClass;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a run from its Job and its pod. The runner's own container decides: it ends a second
/// before the Job does, and injected sidecars may never end.
public final class RunReader {
  /// The time after its grace period during which a pod that does not end is waited for.
  private static final Duration LOST_AFTER = Duration.ofMinutes(1);

  private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");

  private RunReader() {}

  /// Reads a run.
  ///
  /// @return empty for a Job that is not Lockstep's
  public static Optional<Run> read(Job job, Optional<Pod> pod, Optional<String> message) {
    Map<String, String> labels = job.getMetadata().getLabels();
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    Optional<Run.Purpose> purpose = Run.Purpose.parse(labels.getOrDefault(Labels.PURPOSE, ""));
    if (purpose.isEmpty()) {
      return Optional.empty();
    }
    var inputs =
        new Run.Inputs(
            annotations.getOrDefault(Labels.INPUTS, ""),
            annotations.getOrDefault(Labels.TEMPLATE, ""),
            annotations.getOrDefault(Labels.DATABASE, ""),
            annotations.getOrDefault(Labels.SCRIPTS, ""),
            Optional.ofNullable(annotations.get(Labels.TARGET)).flatMap(SchemaVersion::tryParse),
            Optional.ofNullable(annotations.get(LockstepNames.RETRY_ANNOTATION)));
    return Optional.of(
        new Run(
            job.getMetadata().getName(),
            number(labels.getOrDefault(Labels.ATTEMPT, "")),
            purpose.get(),
            inputs,
            begun(job),
            state(job, pod, message)));
  }

  /// Returns the time from which on the Job can have a pod: the latest of its creation, its release
  /// and, if something has suspended it since, the time at which the Job controller resumed it.
  private static Instant begun(Job job) {
    Optional<String> resumed =
        released(job)
            .flatMap(_ -> JobConditions.of(job).find("Suspended", "False"))
            .map(JobCondition::getLastTransitionTime);
    return Stream.of(
            Timestamps.parse(job.getMetadata().getCreationTimestamp()),
            released(job),
            resumed.flatMap(Timestamps::parse))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static Optional<Instant> released(Job job) {
    return Timestamps.parse(job.getMetadata().getAnnotations().get(Labels.RELEASED));
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private static State state(Job job, Optional<Pod> pod, Optional<String> message) {
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return new State.Deleted();
    }
    Optional<ContainerStatus> runner = pod.flatMap(RunReader::runner);
    Optional<String> doubt = pod.flatMap(one -> Ownership.doubt(job, one));
    Optional<State> ended =
        deadlineExceeded(job)
            .or(() -> terminated(job, pod, runner, doubt))
            .or(() -> finishedWithoutPod(job));
    if (ended.isPresent()) {
      return ended.get();
    }
    if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
      return suspendedByOthers(job).orElseGet(State.AwaitingRelease::new);
    }
    if (doubt.isPresent()) {
      return new State.Starting(Optional.of(new Obstacle(Obstacle.Kind.CONTAINER, doubt.get())));
    }
    return pod.map(one -> podState(one, runner))
        .orElseGet(
            () ->
                isResuming(job) ? new State.Starting(Optional.empty()) : new State.NoPod(message));
  }

  private static Optional<State> deadlineExceeded(Job job) {
    return JobConditions.of(job)
        .failed()
        .filter(one -> "DeadlineExceeded".equals(one.getReason()))
        .map(one -> new State.Ended(new End.DeadlineExceeded(), since(one)));
  }

  private static Optional<State> terminated(
      Job job, Optional<Pod> pod, Optional<ContainerStatus> runner, Optional<String> doubt) {
    return runner
        .map(status -> status.getState().getTerminated())
        .map(
            terminated -> {
              End end =
                  doubt.<End>map(End.Disrupted::new).orElseGet(() -> end(pod.get(), terminated));
              return suspendedByOthers(job)
                  .filter(_ -> interrupted(end))
                  .orElseGet(() -> new State.Ended(end, time(terminated.getFinishedAt())));
            });
  }

  private static Optional<State> finishedWithoutPod(Job job) {
    String gone = "The pod of the Job %s is gone.".formatted(job.getMetadata().getName());
    return JobConditions.of(job)
        .finished()
        .map(one -> new State.Ended(new End.Disrupted(gone), since(one)));
  }

  private static Instant since(JobCondition condition) {
    return time(condition.getLastTransitionTime());
  }

  private static Instant time(@Nullable String text) {
    return Timestamps.parse(text).orElse(Instant.EPOCH);
  }

  /// Returns the state of a Job that something suspended after its release.
  private static Optional<State> suspendedByOthers(Job job) {
    return released(job)
        .filter(
            _ ->
                Boolean.TRUE.equals(job.getSpec().getSuspend())
                    && JobConditions.of(job).finished().isEmpty())
        .map(
            at ->
                new State.SuspendedByOthers(
                    at,
                    number(job.getMetadata().getAnnotations().getOrDefault(Labels.RELEASES, "1")),
                    Optional.ofNullable(job.getMetadata().getLabels().get(Labels.QUEUE))));
  }

  /// Returns whether a run was ended from outside.
  private static boolean interrupted(End end) {
    return switch (end) {
      case End.Reported(RunReport report) ->
          report.failure() != null && report.failure().failureClass() == FailureClass.INTERRUPTED;
      case End.Disrupted _, End.Died _ -> true;
      case End.DeadlineExceeded _ -> false;
    };
  }

  /// Returns whether a Job that was suspended after its release is released again, but the Job
  /// controller has not resumed it yet.
  private static boolean isResuming(Job job) {
    return JobConditions.of(job)
        .find("Suspended", "True")
        .flatMap(one -> Timestamps.parse(one.getLastTransitionTime()))
        .filter(since -> released(job).filter(since::isAfter).isPresent())
        .isPresent();
  }

  private static State podState(Pod pod, Optional<ContainerStatus> runner) {
    Optional<Instant> deleted = Timestamps.parse(pod.getMetadata().getDeletionTimestamp());
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
      return new State.Ended(
          end, Timestamps.parse(pod.getStatus().getStartTime()).orElse(Instant.EPOCH));
    }
    return runner
        .flatMap(status -> Optional.ofNullable(status.getState().getRunning()))
        .<State>map(
            running ->
                new State.Running(Timestamps.parse(running.getStartedAt()).orElse(Instant.EPOCH)))
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
                        "The pod %s cannot be scheduled: %s"
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
        Optional.ofNullable(terminated.getMessage()).flatMap(TerminationMessage::read);
    if (report.isPresent()) {
      return new End.Reported(report.get());
    }
    String how =
        "The runner in the pod %s ended with exit code %d (%s) without a readable report."
            .formatted(
                pod.getMetadata().getName(), terminated.getExitCode(), terminated.getReason());
    return disrupted(pod) ? new End.Disrupted(how) : new End.Died(how);
  }

  /// Returns whether the pod was ended from outside: by a drain, a preemption, an eviction or a
  /// deletion.
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
}

package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import java.time.Instant;

/// What a node says about one container.
sealed interface ContainerState {
  record Waiting(String reason, String message) implements ContainerState {}

  record Running(Instant startedAt) implements ContainerState {}

  /// The container has ended.
  ///
  /// @param reason as the kubelet has it: `Completed`, `Error` or `ContainerStatusUnknown`
  record Terminated(
      int exitCode, String reason, String message, Instant startedAt, Instant finishedAt)
      implements ContainerState {
    static Terminated completed(Instant startedAt, Instant finishedAt) {
      return new Terminated(0, "Completed", "", startedAt, finishedAt);
    }
  }

  static ContainerState.Waiting creating() {
    return new Waiting("ContainerCreating", "");
  }

  default io.fabric8.kubernetes.api.model.ContainerState toKubernetes() {
    var result = new ContainerStateBuilder();
    switch (this) {
      case Waiting(var reason, var message) ->
          result
              .withNewWaiting()
              .withReason(reason)
              .withMessage(message.isEmpty() ? null : message)
              .endWaiting();
      case Running(var startedAt) ->
          result.withNewRunning().withStartedAt(startedAt.toString()).endRunning();
      case Terminated(var exitCode, var reason, var message, var startedAt, var finishedAt) ->
          result
              .withNewTerminated()
              .withExitCode(exitCode)
              .withReason(reason)
              .withMessage(message.isEmpty() ? null : message)
              .withStartedAt(startedAt.toString())
              .withFinishedAt(finishedAt.toString())
              .endTerminated();
    }
    return result.build();
  }
}

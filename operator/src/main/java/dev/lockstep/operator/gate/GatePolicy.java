package dev.lockstep.operator.gate;

import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Decides whether a pod may start. Pure.
final class GatePolicy {
  private GatePolicy() {}

  /// What the gate knows of a SchemaMigration.
  ///
  /// @param recorded the version that its database records
  /// @param current whether that was read from the database that the spec names now
  /// @param runningTo where the run goes that is under way
  /// @param ready whether the resource is Ready at its current generation
  record SchemaState(
      Optional<SchemaVersion> recorded,
      boolean current,
      Optional<SchemaVersion> runningTo,
      boolean running,
      boolean ready) {}

  /// One requirement that does not hold.
  ///
  /// @param migration the SchemaMigration that it names
  /// @param message what is waited for
  record Unmet(String migration, String message) {}

  /// The requirements that do not hold; the pod may start when there is none.
  static List<Unmet> unmet(
      List<Requirement> requirements, Function<String, Optional<SchemaState>> states) {
    return requirements.stream()
        .map(one -> unmet(one, states.apply(one.name())))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Unmet> unmet(Requirement need, Optional<SchemaState> found) {
    Optional<String> obstacle =
        found.isEmpty()
            ? Optional.of("there is no SchemaMigration of this name in the namespace")
            : need.window()
                .map(window -> obstacle(window, found.get()))
                .orElseGet(() -> notReady(found.get()));
    return obstacle.map(why -> new Unmet(need.name(), "waits for %s: %s".formatted(need, why)));
  }

  private static Optional<String> notReady(SchemaState state) {
    return state.ready() ? Optional.empty() : Optional.of("it is not Ready");
  }

  private static Optional<String> obstacle(VersionWindow window, SchemaState state) {
    if (!state.current()) {
      return Optional.of(
          "the database that it names was not read yet, or not since a run that left no report");
    }
    if (state.recorded().isEmpty()) {
      return Optional.of("its database records no version yet");
    }
    SchemaVersion recorded = state.recorded().get();
    if (!window.contains(recorded)) {
      return Optional.of("its database records version " + recorded);
    }
    if (!state.running()) {
      return Optional.empty();
    }
    if (state.runningTo().isEmpty()) {
      return Optional.of("a run is under way");
    }
    SchemaVersion target = state.runningTo().get();
    return window.contains(target)
        ? Optional.empty()
        : Optional.of(
            "a run to version %s is under way, which leaves this window".formatted(target));
  }
}

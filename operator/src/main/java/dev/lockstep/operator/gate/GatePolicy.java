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

  /// The state of a SchemaMigration, as far as it concerns the gate.
  ///
  /// @param recorded the version that the database recorded when it was last read
  /// @param lost the range of versions that the database may have, if a run has left no report
  ///   since
  /// @param current whether this was read from the database that the spec names now
  /// @param runningTo the target of the run in progress
  /// @param running whether a run is in progress
  /// @param ready whether the resource is Ready at its current generation
  record SchemaState(
      Optional<SchemaVersion> recorded,
      Optional<VersionRange> lost,
      boolean current,
      Optional<SchemaVersion> runningTo,
      boolean running,
      boolean ready) {
    /// The state of a resource of which nothing is known.
    static final SchemaState UNKNOWN =
        new SchemaState(Optional.empty(), Optional.empty(), false, Optional.empty(), false, false);
  }

  /// The range of versions that a database may have.
  ///
  /// @param lowest the lowest version, empty if the database may record none
  /// @param highest the highest version, empty if it is unknown
  record VersionRange(Optional<SchemaVersion> lowest, Optional<SchemaVersion> highest) {
    /// Returns whether the whole range lies in a window.
    boolean within(VersionWindow window) {
      return lowest.filter(window::contains).isPresent()
          && highest.filter(window::contains).isPresent();
    }

    @Override
    public String toString() {
      return "%s and %s"
          .formatted(
              lowest.map(version -> "version " + version).orElse("no version"),
              highest.map(version -> "version " + version).orElse("an unknown one"));
    }
  }

  /// One requirement that does not hold.
  ///
  /// @param migration the name of the SchemaMigration
  /// @param exists whether a SchemaMigration of this name exists
  /// @param message the reason why the pod waits
  record Unmet(String migration, boolean exists, String message) {}

  /// Returns the requirements that do not hold; if there are none, the pod may start.
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
            ? Optional.of("no SchemaMigration of this name exists in the namespace")
            : need.window()
                .map(window -> obstacle(window, found.get()))
                .orElseGet(() -> notReady(found.get()));
    return obstacle.map(
        why -> new Unmet(need.name(), found.isPresent(), "waits for %s: %s".formatted(need, why)));
  }

  private static Optional<String> notReady(SchemaState state) {
    return state.ready() ? Optional.empty() : Optional.of("it is not Ready");
  }

  private static Optional<String> obstacle(VersionWindow window, SchemaState state) {
    if (!state.current()) {
      return Optional.of(
          "the current schema version is not known yet; the next run that reaches the database reads it");
    }
    if (state.recorded().isEmpty()) {
      return Optional.of("its database records no version yet");
    }
    Optional<VersionRange> lost = state.lost().filter(between -> !between.within(window));
    if (lost.isPresent()) {
      return Optional.of(
          ("a run ended without a report; until its database is read again, the version is between %s,"
                  + " which is not entirely within this window")
              .formatted(lost.get()));
    }
    SchemaVersion recorded = state.recorded().get();
    if (!window.contains(recorded)) {
      return Optional.of("its database records version " + recorded);
    }
    return state.running() ? obstacleOfRun(window, state.runningTo()) : Optional.empty();
  }

  private static Optional<String> obstacleOfRun(
      VersionWindow window, Optional<SchemaVersion> target) {
    return target
        .map(
            version ->
                window.contains(version)
                    ? Optional.<String>empty()
                    : Optional.of(
                        "a run to version %s is in progress, which is outside this window"
                            .formatted(version)))
        .orElseGet(() -> Optional.of("a run is in progress"));
  }
}

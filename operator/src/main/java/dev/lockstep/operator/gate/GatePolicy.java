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
  /// @param recorded the version that its database recorded when it was read last
  /// @param lost between which versions the database is, where a run has left no report since
  /// @param current whether that was read from the database that the spec names now
  /// @param runningTo where the run goes that is under way
  /// @param ready whether the resource is Ready at its current generation
  record SchemaState(
      Optional<SchemaVersion> recorded,
      Optional<VersionRange> lost,
      boolean current,
      Optional<SchemaVersion> runningTo,
      boolean running,
      boolean ready) {
    /// One of which nothing is known.
    static final SchemaState UNKNOWN =
        new SchemaState(Optional.empty(), Optional.empty(), false, Optional.empty(), false, false);
  }

  /// The versions between which a database is.
  ///
  /// @param lowest empty where it can record none
  /// @param highest empty where it is not known
  record VersionRange(Optional<SchemaVersion> lowest, Optional<SchemaVersion> highest) {
    /// Whether all of them lie in a window.
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
  /// @param migration the SchemaMigration that it names
  /// @param exists whether there is one of that name
  /// @param message what is waited for
  record Unmet(String migration, boolean exists, String message) {}

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

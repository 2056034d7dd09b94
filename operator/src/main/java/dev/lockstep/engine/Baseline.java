package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A person's word that a database has everything up to a version.
///
/// @param version the version
/// @param empty what becomes of a schema that holds nothing
public record Baseline(SchemaVersion version, Empty empty) {
  /// What becomes of a schema that holds nothing.
  public enum Empty {
    /// It is taken for a mistake.
    REFUSED,
    /// It is at that version all the same.
    TAKEN
  }

  /// The name of the row: no file can have it.
  public static final String NAME = "baseline";

  /// What is to be recorded.
  ///
  /// @param set the scripts, of which one must have the version; null when none are given
  /// @throws EngineException when the word cannot be taken
  public Takeover takeover(Database database, History history, @Nullable ScriptSet set) {
    if (history.appliedCount() > 0) {
      throw historyInTheWay(history, version);
    }
    if (set != null && set.scripts().stream().noneMatch(this::isOfThisVersion)) {
      throw refusal(
          "No script of the set has the baseline version %s; the newest is %s"
              .formatted(version, set.newest().map(SchemaVersion::text).orElse("none")),
          "Name a version of the scripts: those up to it count as applied");
    }
    SchemaInventory inventory = database.inventory();
    if (inventory.isEmpty() && empty == Empty.REFUSED) {
      throw refusal(
          "The schema is empty, so that there is nothing that could be at version " + version,
          "Look whether it is the right database and --schema; without a baseline all scripts run. lockstep baseline --even-if-empty insists");
    }
    var row = Inherited.baseline(NAME, version, "declared over " + inventory.words(), Trace.NONE);
    return new Takeover(
        null,
        List.of(row),
        List.of(),
        Map.of("baseline", version.text(), "found", inventory.words()));
  }

  private boolean isOfThisVersion(Script script) {
    return script.version().filter(version::equals).isPresent();
  }

  static EngineException historyInTheWay(History history, SchemaVersion version) {
    return refusal(
        "The database has a history, at version %s, so that it cannot be declared to be at %s"
            .formatted(history.version().map(SchemaVersion::text).orElse("none"), version),
        "Run lockstep migrate; a baseline (--baseline-version, spec.baseline.version) is for a database without a history");
  }

  private static EngineException refusal(String message, String hint) {
    return Onboarding.refusal(FailureKind.BASELINE_REFUSED, message, List.of(), hint);
  }
}

package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.CommandLine;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.Setting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A declaration by the user that a database already has everything up to a version.
///
/// @param version the version
/// @param empty how to handle an empty schema
public record Baseline(SchemaVersion version, Empty empty) {
  /// How to handle an empty schema.
  public enum Empty {
    /// The baseline is rejected, because it is probably a mistake.
    REFUSED,
    /// The baseline is recorded nevertheless.
    TAKEN
  }

  /// The name of the row, which cannot be a file name.
  public static final String NAME = "baseline";

  /// The rows to record.
  ///
  /// @param set the scripts, one of which must have the version; null if none are given
  /// @throws EngineException if the baseline is rejected
  public AdoptedHistory adopt(AdoptionSource database, History history, @Nullable ScriptSet set) {
    if (history.appliedCount() > 0) {
      throw historyInTheWay(history, version);
    }
    if (set != null && set.scripts().stream().noneMatch(this::isOfThisVersion)) {
      throw refusal(
          "no script has the baseline version %s; the newest version is %s"
              .formatted(version, set.newest().map(SchemaVersion::text).orElse("none")),
          "Use the version of a script; scripts up to that version count as applied");
    }
    SchemaInventory inventory = database.inventory();
    if (inventory.isEmpty() && empty == Empty.REFUSED) {
      throw refusal(
          "the schema is empty, so it cannot be at version " + version,
          "Check the database and %s. To run all scripts, omit the baseline; to record it anyway, use %s"
              .formatted(Setting.SCHEMA.option(), Command.BASELINE.with(Setting.EVEN_IF_EMPTY)));
    }
    var row =
        AdoptedRow.baseline(
            NAME, version, "declared over " + inventory.words(), AppliedMetadata.NONE);
    return new AdoptedHistory(
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
        "the database already has a history at version %s, so a baseline at version %s cannot be declared"
            .formatted(history.version().map(SchemaVersion::text).orElse("none"), version),
        "Run %s; a baseline (%s, %s) is only for a database without a history"
            .formatted(
                Command.MIGRATE,
                Setting.BASELINE_VERSION.option(),
                Setting.BASELINE_VERSION.field()));
  }

  /// What declares one, as hints name it.
  static CommandLine commandLine() {
    return Command.BASELINE.with(Setting.VERSION, "V");
  }

  private static EngineException refusal(String message, String hint) {
    return AdoptionPolicy.refusal(FailureKind.BASELINE_REFUSED, message, List.of(), hint);
  }
}

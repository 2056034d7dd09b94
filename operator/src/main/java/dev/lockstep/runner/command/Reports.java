package dev.lockstep.runner.command;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Creates the report of a run from its findings.
public final class Reports {
  /// The maximum number of history entries in a status.
  private static final int MOST_HISTORY = 20;

  private final Clock clock;
  private final Instant startedAt;

  public Reports(Clock clock) {
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /// The contents of a report.
  ///
  /// @param reading the scripts, if they were read
  /// @param history the recorded history, if it could be read
  public record Findings(
      ExitCode exit,
      Target target,
      Optional<ScriptReading> reading,
      Optional<History> history,
      int appliedNow,
      List<String> rolledBack,
      Optional<EngineException> failure) {
    /// Findings of a run without a rollback.
    public Findings(
        ExitCode exit,
        Target target,
        Optional<ScriptReading> reading,
        Optional<History> history,
        int appliedNow,
        Optional<EngineException> failure) {
      this(exit, target, reading, history, appliedNow, List.of(), failure);
    }
  }

  public RunReport report(Findings findings) {
    History history = findings.history().orElse(History.NONE);
    Optional<ScriptSelection> scope = scope(findings, history);
    List<String> pending = scope.map(Reports::pending).orElse(List.of());
    return new RunReport(
        findings.exit().code(),
        history.version().map(SchemaVersion::text).orElse(null),
        findings.history().isPresent(),
        scope
            .flatMap(ScriptSelection::desired)
            .or(history::version)
            .map(SchemaVersion::text)
            .orElse(null),
        history.appliedCount(),
        pending.size(),
        pending,
        findings.appliedNow(),
        findings.rolledBack(),
        findings.reading().map(ScriptReading::digest).orElse(null),
        List.of(),
        List.of(),
        newest(history),
        startedAt.toString(),
        clock.instant().toString(),
        findings.failure().map(EngineException::failure).orElse(null),
        findings.failure().map(EngineException::errors).orElse(List.of()),
        0,
        false);
  }

  /// The status entry for one script.
  public static HistoryEntry entry(HistoryRecord record) {
    Instant at = record.row().appliedAt();
    Duration duration = record.row().duration();
    SchemaVersion version = record.row().version();
    return new HistoryEntry(
        record.row().name(),
        version == null ? null : version.text(),
        record.row().status().label(),
        at == null ? null : at.toString(),
        duration == null ? null : DurationText.format(duration));
  }

  private static List<HistoryEntry> newest(History history) {
    return history.records().reversed().stream().limit(MOST_HISTORY).map(Reports::entry).toList();
  }

  public static List<String> pending(ScriptSelection scope) {
    return scope.pending().stream().map(Script::fileName).toList();
  }

  private static Optional<ScriptSelection> scope(Findings findings, History history) {
    return findings.reading().orElse(null) instanceof ScriptSet set
        ? Optional.of(ScriptSelection.of(set, history.rows(), findings.target()))
        : Optional.empty();
  }
}

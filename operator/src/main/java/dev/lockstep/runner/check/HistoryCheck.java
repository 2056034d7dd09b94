package dev.lockstep.runner.check;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.check.HistoryComparison.Gaps;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.Reports.Findings;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.output.OutputOptions.TerminationLog;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.QuotedText;
import dev.lockstep.schema.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Compares the scripts with the history, and the schema with the record of the last run.
///
/// @param log the report for the operator: with one, the database is read even for an invalid set
record HistoryCheck(
    DatabaseCommand command,
    ScriptOptions scripts,
    TerminationLog log,
    Gaps gaps,
    DriftFindings.Policy driftPolicy) {

  /// The result, as far as the check proceeded.
  ///
  /// @param findings the contents of the report
  /// @param warnings about applied scripts that are newer than the set
  /// @param differences empty if the check failed
  record Result(
      Findings findings, List<String> warnings, DriftFindings drift, List<Finding> differences) {
    Result {
      warnings = List.copyOf(warnings);
      differences = List.copyOf(differences);
    }

    RunReport report(Reports reports) {
      return reports.report(findings).withDrift(drift.objects()).withWarnings(warnings);
    }
  }

  Result run() {
    Target target = new Target.Latest();
    Optional<ScriptReading> reading = Optional.empty();
    Optional<History> history = Optional.empty();
    List<String> warnings = List.of();
    try {
      target = scripts.target();
      ScriptReading read = scripts.read();
      reading = Optional.of(read);
      if (log.file().isEmpty()) {
        ScriptOptions.require(read);
      }
      try (var database = command.database()) {
        History recorded = history(database);
        history = Optional.of(recorded);
        ScriptSet set = ScriptOptions.require(read);
        HistoryComparison comparison = comparison(set, recorded, target, database);
        warnings = command.warnOfNewer(scripts, set, recorded);
        DriftFindings drift = DriftFindings.found(driftPolicy, database);
        ExitCode exit = exit(comparison, drift);
        var findings = new Findings(exit, target, reading, history, 0, comparison.conflict());
        return new Result(findings, warnings, drift, differences(drift, comparison));
      }
    } catch (EngineException e) {
      ExitCode exit = e.failure().kind().exitCode();
      var findings = new Findings(exit, target, reading, history, 0, Optional.of(e));
      return new Result(findings, warnings, DriftFindings.NONE, List.of());
    }
  }

  /// The operator opens gates based on the report, so no run may be in progress.
  private History history(Database database) {
    History read = (log.file().isEmpty() ? database : database.atRest()).read();
    // The history contains values that the server quoted; a log must not.
    return command.console().isInteractive() ? read : read.withErrors(QuotedText::cut);
  }

  private HistoryComparison comparison(
      ScriptSet set, History recorded, Target target, Database database) {
    return HistoryComparison.of(
            set, recorded, target, scripts.outOfOrder(), DatabaseCommand.planner(scripts))
        .with(recorded.recordsNothing() ? database.priorHistories(null) : List.of());
  }

  private static List<Finding> differences(DriftFindings drift, HistoryComparison comparison) {
    return Stream.concat(drift.findings().stream(), comparison.findings().stream()).toList();
  }

  private ExitCode exit(HistoryComparison comparison, DriftFindings drift) {
    return comparison.isInStep(gaps) && drift.isTolerated(driftPolicy)
        ? ExitCode.OK
        : ExitCode.NOT_IN_STEP;
  }
}

package dev.lockstep.runner.check;

import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.plan.Gap;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.check.Finding.Extent;
import dev.lockstep.runner.check.Finding.Kind;
import dev.lockstep.schema.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A comparison of a set of scripts with the history.
///
/// @param conflicts the reasons for which a run would be rejected, the most severe first
/// @param findings all differences, the most severe first
public record HistoryComparison(List<Plan.Conflict> conflicts, List<Finding> findings) {
  private static final String LOST_NUMBER = "A script may be missing; gaps can be intentional";

  public HistoryComparison {
    conflicts = List.copyOf(conflicts);
    findings = List.copyOf(findings);
  }

  static HistoryComparison of(
      ScriptSet set, History history, Target target, OutOfOrder outOfOrder, Planner planner) {
    List<Plan.Conflict> conflicts = planner.conflicts(set, history.rows(), target, outOfOrder);
    var findings = new ArrayList<Finding>();
    conflicts.forEach(conflict -> findings.addAll(ofConflict(conflict)));
    Set<String> told = new HashSet<>(Finding.scripts(findings, Kind.OUT_OF_ORDER));
    Map<String, HistoryRecord> records = new HashMap<>();
    history.records().forEach(each -> records.put(each.row().name(), each));
    ScriptSelection.of(set, history.rows(), target).pending().stream()
        .filter(script -> !told.contains(script.fileName()))
        .map(script -> pending(script, records.get(script.fileName())))
        .forEach(findings::add);
    Gap.of(set).stream().map(HistoryComparison::gap).forEach(findings::add);
    findings.sort(Comparator.comparing(Finding::kind));
    return new HistoryComparison(conflicts, findings);
  }

  /// Adds histories of other tools, which matter only if a script is pending.
  HistoryComparison with(List<PriorHistory> histories) {
    if (Finding.scripts(findings, Kind.PENDING).isEmpty()) {
      return this;
    }
    var all =
        new ArrayList<>(
            histories.stream()
                .map(
                    prior ->
                        Finding.of(
                            Kind.PRIOR_HISTORY,
                            null,
                            "the database has no Lockstep history, but has %s: a run would be refused"
                                .formatted(prior.title()),
                            "Adopt that history (lockstep migrate --adopt) or declare a baseline (lockstep baseline)"))
                .toList());
    all.addAll(findings);
    return new HistoryComparison(conflicts, all);
  }

  /// All conflicts as one failure, the most severe first.
  Optional<EngineException> conflict() {
    return conflicts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EngineException(
                conflicts.getFirst().failure(),
                conflicts.stream().skip(1).map(each -> each.failure().message()).toList(),
                null,
                null));
  }

  private static List<Finding> ofConflict(Plan.Conflict conflict) {
    String hint = String.valueOf(conflict.failure().hint());
    return switch (conflict) {
      case Plan.UnknownApplied(List<String> names, var _, var _) ->
          names.stream()
              .map(
                  name ->
                      Finding.of(Kind.UNKNOWN, name, "applied, but missing from the scripts", hint))
              .toList();
      case Plan.ChecksumMismatch(List<Plan.Change> changes) ->
          changes.stream().map(HistoryComparison::changed).toList();
      case Plan.OutOfOrderPending(List<String> names, var recorded) ->
          names.stream()
              .map(
                  name ->
                      Finding.of(
                          Kind.OUT_OF_ORDER,
                          name,
                          "not applied, but older than the recorded version " + recorded,
                          hint))
              .toList();
      case Plan.TargetUnknown _, Plan.TargetBelowRecorded _ ->
          List.of(Finding.of(Kind.TARGET, null, conflict.failure().message(), hint));
    };
  }

  private static Finding changed(Plan.Change change) {
    Extent extent = Extent.of(change.extent());
    String conflict = String.valueOf(new Plan.ChecksumMismatch(List.of(change)).failure().hint());
    return new Finding(
        Kind.CHANGED,
        change.name(),
        extent,
        change.recorded(),
        change.found(),
        "%s changed after it was applied (applied with checksum %s, now %s)"
            .formatted(
                extent.words(), Finding.brief(change.recorded()), Finding.brief(change.found())),
        switch (change.extent()) {
          case DOLLARS -> conflict;
          case STATEMENTS ->
              "Restore the file and put the change into a new script; if the database already has the change, accept the current file with lockstep repair --accept-checksum";
          case WHITESPACE ->
              "Accept the current file with lockstep repair --accept-checksum, or restore the file";
        });
  }

  private static Finding pending(Script script, @Nullable HistoryRecord record) {
    String message = record == null ? "not applied" : pending(record);
    return Finding.of(Kind.PENDING, script.fileName(), message, "Run lockstep migrate");
  }

  private static String pending(HistoryRecord record) {
    return switch (record.row().status()) {
      case FAILURE -> "not applied; the last attempt failed" + reason(record);
      case ROLLBACK -> "not applied: it was rolled back";
      case SUCCESS -> "changed since it was applied: it runs again";
    };
  }

  private static String reason(HistoryRecord record) {
    String error = record.error();
    return error == null ? "" : ": " + withoutName(record.row().name(), error);
  }

  /// An error for display after the script's name.
  public static String withoutName(String script, String error) {
    String name = script + ", ";
    return error.startsWith(name) ? error.substring(name.length()) : error;
  }

  static Finding gap(Gap gap) {
    return Finding.of(
        Kind.GAP,
        null,
        "missing number%s %s between %s and %s"
            .formatted(
                gap.first().equals(gap.last()) ? "" : "s",
                gap.numbers(),
                gap.after(),
                gap.before()),
        LOST_NUMBER);
  }

  /// Whether there is nothing to do. A gap causes no work for a run, so it counts only if the user
  /// requests that.
  boolean isInStep(Gaps gaps) {
    return findings.stream().allMatch(finding -> finding.kind() == Kind.GAP && gaps == Gaps.REPORT);
  }

  /// How to handle missing numbers.
  enum Gaps {
    /// Gaps are reported.
    REPORT,
    /// Gaps count as findings like all others.
    REJECT
  }
}

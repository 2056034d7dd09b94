package dev.lockstep.runner;

import dev.lockstep.engine.Gap;
import dev.lockstep.engine.History;
import dev.lockstep.engine.HistoryRecord;
import dev.lockstep.engine.OutOfOrder;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.PriorHistory;
import dev.lockstep.engine.Scope;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.runner.Finding.Extent;
import dev.lockstep.runner.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set of scripts held against what a database records.
///
/// @param conflicts what would refuse a run, the gravest first
/// @param findings all in which the two differ, the gravest first
record Comparison(List<Plan.Conflict> conflicts, List<Finding> findings) {
  private static final String LOST_NUMBER =
      "look for a script that was lost on its way; a number may be left out for good";

  Comparison {
    conflicts = List.copyOf(conflicts);
    findings = List.copyOf(findings);
  }

  static Comparison of(
      ScriptSet set, History history, Target target, OutOfOrder outOfOrder, Planner planner) {
    List<Plan.Conflict> conflicts = planner.conflicts(set, history.rows(), target, outOfOrder);
    var findings = new ArrayList<Finding>();
    conflicts.forEach(conflict -> findings.addAll(ofConflict(conflict)));
    Set<String> told = new HashSet<>(Finding.scripts(findings, Kind.OUT_OF_ORDER));
    Map<String, HistoryRecord> records = new HashMap<>();
    history.records().forEach(each -> records.put(each.row().name(), each));
    Scope.of(set, history.rows(), target).pending().stream()
        .filter(script -> !told.contains(script.fileName()))
        .map(script -> pending(script, records.get(script.fileName())))
        .forEach(findings::add);
    Gap.of(set).stream().map(Comparison::gap).forEach(findings::add);
    findings.sort(Comparator.comparing(Finding::kind));
    return new Comparison(conflicts, findings);
  }

  /// What another tool has recorded matters where something would run.
  Comparison with(List<PriorHistory> histories) {
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
                            "nothing is recorded, and there is %s: a run is refused"
                                .formatted(prior.title()),
                            "take it over (lockstep migrate --adopt), or say the version (lockstep baseline)"))
                .toList());
    all.addAll(findings);
    return new Comparison(conflicts, all);
  }

  private static List<Finding> ofConflict(Plan.Conflict conflict) {
    String hint = String.valueOf(conflict.failure().hint());
    return switch (conflict) {
      case Plan.UnknownApplied(List<String> names, var _) ->
          names.stream()
              .map(
                  name ->
                      Finding.of(Kind.UNKNOWN, name, "applied, and not among the scripts", hint))
              .toList();
      case Plan.ChecksumMismatch(List<Plan.Change> changes) ->
          changes.stream().map(Comparison::changed).toList();
      case Plan.OutOfOrderPending(List<String> names, var recorded) ->
          names.stream()
              .map(
                  name ->
                      Finding.of(
                          Kind.OUT_OF_ORDER,
                          name,
                          "not applied, and older than the recorded version " + recorded,
                          hint))
              .toList();
      case Plan.TargetUnknown _, Plan.TargetBelowRecorded _ ->
          List.of(Finding.of(Kind.TARGET, null, conflict.failure().message(), hint));
    };
  }

  private static Finding changed(Plan.Change change) {
    Extent extent = Extent.of(change.extent());
    return new Finding(
        Kind.CHANGED,
        change.name(),
        extent,
        change.recorded(),
        change.found(),
        "%s changed after it was applied (checksum %s then, %s now)"
            .formatted(
                extent.words(), Finding.brief(change.recorded()), Finding.brief(change.found())),
        switch (extent) {
          case STATEMENTS ->
              "restore the file and put the change into a new script; where the database has the"
                  + " change already, lockstep repair --accept-checksum takes the text over";
          case BLANKS ->
              "lockstep repair --accept-checksum takes the new text over, or restore the file";
        });
  }

  private static Finding pending(Script script, @Nullable HistoryRecord record) {
    String message = record == null ? "not applied" : pending(record);
    return Finding.of(Kind.PENDING, script.fileName(), message, "lockstep migrate applies it");
  }

  private static String pending(HistoryRecord record) {
    return switch (record.row().status()) {
      case FAILURE -> "not applied; the last attempt failed" + reason(record);
      case ROLLBACK -> "not applied: it was undone";
      case SUCCESS -> "applied with another text: it runs again";
    };
  }

  private static String reason(HistoryRecord record) {
    String error = record.error();
    return error == null ? "" : ": " + withoutName(record.row().name(), error);
  }

  /// An error as it reads behind the script's name.
  static String withoutName(String script, String error) {
    String name = script + ", ";
    return error.startsWith(name) ? error.substring(name.length()) : error;
  }

  static Finding gap(Gap gap) {
    return Finding.of(
        Kind.GAP,
        null,
        "no script has the number%s %s, between %s and %s"
            .formatted(
                gap.first().equals(gap.last()) ? "" : "s",
                gap.numbers(),
                gap.after(),
                gap.before()),
        LOST_NUMBER);
  }

  /// Whether nothing is to be done. A gap is no work for a run, which is why it counts only where
  /// somebody asks for it.
  boolean isInStep(Gaps gaps) {
    return findings.stream().allMatch(finding -> finding.kind() == Kind.GAP && gaps == Gaps.REPORT);
  }

  /// What becomes of numbers that no script has.
  enum Gaps {
    /// They are told.
    REPORT,
    /// They are as bad as anything else.
    REJECT
  }
}

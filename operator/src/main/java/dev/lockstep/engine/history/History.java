package dev.lockstep.engine.history;

import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a database records, as it was read at one moment.
///
/// @param records one for each script, oldest first
public record History(List<HistoryRecord> records) {
  /// A database in which nothing is recorded.
  public static final History NONE = new History(List.of());

  public History {
    records = List.copyOf(records);
  }

  /// Whether nothing was ever done here: a script that failed was rolled back, and says nothing of
  /// what was there before it.
  public boolean recordsNothing() {
    return rows().stream().allMatch(row -> row.status() == HistoryRow.Status.FAILURE);
  }

  /// The same history in which the errors of scripts are other words.
  public History withErrors(UnaryOperator<String> words) {
    return new History(
        records.stream()
            .map(
                each ->
                    each.error() == null
                        ? each
                        : new HistoryRecord(
                            each.row(),
                            each.description(),
                            words.apply(each.error()),
                            each.appliedBy(),
                            each.runId()))
            .toList());
  }

  /// Refuses what a later reading shows that a run did not write: rows that are new and say that
  /// something is applied, rows that were changed, and rows of what was applied that are gone. A
  /// script has done it, or somebody beside the run.
  ///
  /// @param written the scripts that the run applied or undid meanwhile
  public void requireNoOthersIn(History later, Collection<Script> written) {
    List<String> others = othersIn(later, written);
    if (!others.isEmpty()) {
      throw new EngineException(
          FailureKind.UNKNOWN_APPLIED,
          "the history was changed outside this run: " + NameList.of(others),
          "Find out which script or user writes to migration_history; correct a row with lockstep repair");
    }
  }

  private List<String> othersIn(History later, Collection<Script> written) {
    Map<String, HistoryRecord> before = byName();
    Map<String, HistoryRecord> after = later.byName();
    Map<String, Script> own =
        written.stream()
            .collect(Collectors.toMap(Script::fileName, each -> each, (_, last) -> last));
    var others = new ArrayList<String>();
    after.forEach(
        (name, found) -> {
          HistoryRecord known = before.get(name);
          Script script = own.get(name);
          if (script != null) {
            if (!found.row().isWrittenFor(script)) {
              others.add(name + " (changed)");
            }
          } else if (known == null && found.row().isApplied()) {
            others.add(name + " (new)");
          } else if (known != null && !found.equals(known)) {
            others.add(name + " (changed)");
          }
        });
    before.forEach(
        (name, known) -> {
          if (known.row().isApplied() && !after.containsKey(name)) {
            others.add(name + " (gone)");
          }
        });
    own.keySet().stream()
        .filter(name -> !after.containsKey(name) && !before.containsKey(name))
        .forEach(name -> others.add(name + " (gone)"));
    return others.stream().sorted().toList();
  }

  private Map<String, HistoryRecord> byName() {
    return records.stream()
        .collect(Collectors.toMap(each -> each.row().name(), each -> each, (first, _) -> first));
  }

  /// The rows, as the planner takes them.
  public List<HistoryRow> rows() {
    return records.stream().map(HistoryRecord::row).toList();
  }

  /// The newest version that is applied.
  public Optional<SchemaVersion> version() {
    return HistoryRow.newestApplied(rows());
  }

  /// How many scripts are applied.
  public int appliedCount() {
    return (int) rows().stream().filter(HistoryRow::isApplied).count();
  }
}

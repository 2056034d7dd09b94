package dev.lockstep.engine.history;

import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Command;
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

/// The recorded history of a schema, as read at one moment.
///
/// @param records one for each script, oldest first
public record History(List<HistoryRecord> records) {
  /// The history of a schema without records.
  public static final History NONE = new History(List.of());

  public History {
    records = List.copyOf(records);
  }

  /// Whether no script was ever applied: a failed script was rolled back and is no evidence of what
  /// the database contained before.
  public boolean recordsNothing() {
    return rows().stream().allMatch(row -> row.status() == HistoryRow.Status.FAILURE);
  }

  /// The history with another text for each script's error.
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

  /// Fails if a later reading contains changes that the run did not make: new rows of applied
  /// scripts, changed rows, and missing rows of applied scripts. Either a script or another session
  /// has made them.
  ///
  /// @param written the scripts that the run applied or undid in between
  public void requireNoOthersIn(History later, Collection<Script> written) {
    if (written.isEmpty() && later.isSameReading(this)) {
      return;
    }
    List<String> others = othersIn(later, written);
    if (!others.isEmpty()) {
      throw new EngineException(
          FailureKind.UNKNOWN_APPLIED,
          "the history was changed outside this run: " + NameList.of(others),
          "Find out which script or user writes to migration_history; correct a row with "
              + Command.REPAIR);
    }
  }

  /// Whether both are one reading. The list is compared by identity, because a list of thousands of
  /// records takes time to compare.
  @SuppressWarnings("ReferenceEquality")
  private boolean isSameReading(History other) {
    return records == other.records;
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

  /// The rows for the planner.
  public List<HistoryRow> rows() {
    return records.stream().map(HistoryRecord::row).toList();
  }

  /// The newest applied version.
  public Optional<SchemaVersion> version() {
    return HistoryRow.newestApplied(rows());
  }

  /// The number of applied scripts.
  public int appliedCount() {
    return (int) rows().stream().filter(HistoryRow::isApplied).count();
  }
}

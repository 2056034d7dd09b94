package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a run handles a database without a Lockstep history. It has no effect in any other database.
///
/// @param prior how to handle the history of another tool
/// @param table the table of that history; null to search for it
/// @param baseline the version of a database without any history, or null
public record AdoptionPolicy(
    Prior prior, @Nullable String table, @Nullable SchemaVersion baseline) {

  /// How to handle the history of another tool.
  public enum Prior {
    /// The run is rejected, because applied scripts must not run again.
    REJECT,
    /// The history is adopted.
    ADOPT,
    /// The history is ignored.
    IGNORE
  }

  /// Rejects a database with the history of another tool.
  public static final AdoptionPolicy NONE = new AdoptionPolicy(Prior.REJECT, null, null);

  /// The number of histories that a warning names.
  private static final int SHOWN = 5;

  /// The rows to record; empty if there is nothing to adopt.
  ///
  /// @param history the recorded history
  /// @throws EngineException if the database must not be changed
  public Optional<AdoptedHistory> adopt(AdoptionSource database, History history, ScriptSet set) {
    if (!history.recordsNothing()) {
      return history.appliedCount() == 0 ? declared(database, history, set) : none(history);
    }
    List<PriorHistory> found = prior == Prior.IGNORE ? List.of() : database.priorHistories(table);
    if (prior == Prior.ADOPT && !found.isEmpty()) {
      return Optional.of(adopted(found, set));
    }
    if (baseline == null && prior != Prior.IGNORE) {
      refuse(found);
      lookElsewhere(database.historiesElsewhere(), database, set);
    }
    return declared(database, history, set);
  }

  private static void refuse(List<PriorHistory> found) {
    if (!found.isEmpty()) {
      boolean foreign = found.stream().allMatch(ForeignHistory.class::isInstance);
      throw refusal(
          FailureKind.PRIOR_HISTORY,
          "this database has %s but no Lockstep history: %s"
              .formatted(
                  titles(found),
                  foreign
                      ? "a run would apply the same changes again"
                      : "a run would apply every script again"),
          List.of(),
          foreign ? wayWithoutAdoption() : wayOut());
    }
  }

  /// A history in another schema stops a run if it contains scripts of this set; otherwise it may
  /// belong to another application.
  private static void lookElsewhere(
      List<ForeignHistory> elsewhere, AdoptionSource database, ScriptSet set) {
    for (ForeignHistory history : elsewhere) {
      if (history.records(set)) {
        throw refusal(
            FailureKind.PRIOR_HISTORY,
            "this database has no Lockstep history, but %s records scripts of this set: a run would apply them again"
                .formatted(history.title()),
            List.of(),
            switch (history.way()) {
              case BY_TABLE ->
                  "Adopt it with %s. Otherwise: %s"
                      .formatted(
                          Setting.ADOPT_TABLE.with("'%s'".formatted(history.table())),
                          wayWithoutAdoption());
              case NONE -> wayWithoutAdoption();
            });
      }
    }
    if (!elsewhere.isEmpty()) {
      String shown =
          String.join(", ", elsewhere.stream().limit(SHOWN).map(ForeignHistory::title).toList());
      database.warn(
          "found %s%s in another schema, with none of the scripts of this set: unless it belongs to another application, stop here and see the documentation on adoption"
              .formatted(
                  shown,
                  elsewhere.size() > SHOWN ? " and " + (elsewhere.size() - SHOWN) + " more" : ""));
    }
  }

  private static AdoptedHistory adopted(List<PriorHistory> all, ScriptSet set) {
    List<PriorHistory> readable =
        all.stream().filter(history -> !(history instanceof ForeignHistory)).toList();
    List<PriorHistory> found = readable.isEmpty() ? all : readable;
    if (found.size() > 1) {
      throw refusal(
          FailureKind.ADOPTION_REFUSED,
          "found more than one history that can be adopted: " + titles(found),
          List.of(),
          "Choose one with %s, or drop the obsolete ones"
              .formatted(Setting.ADOPT_TABLE.with("SCHEMA.TABLE")));
    }
    PriorHistory history = found.getFirst();
    return switch (history.adoptedInto(set)) {
      case Adoption.Refused refused -> throw refused.failure(history);
      case Adoption.Ready ready ->
          new AdoptedHistory(
              history,
              ready.applied(),
              ready.notes(),
              Map.of("adoptedFrom", history.table(), "tool", history.tool()));
    };
  }

  private Optional<AdoptedHistory> declared(
      AdoptionSource database, History history, ScriptSet set) {
    return baseline == null
        ? Optional.empty()
        : Optional.of(new Baseline(baseline, Baseline.Empty.REFUSED).adopt(database, history, set));
  }

  /// A baseline that is not newer than the recorded version has no effect; a newer one is an error.
  private Optional<AdoptedHistory> none(History history) {
    SchemaVersion wanted = baseline;
    if (wanted != null
        && history.version().filter(version -> version.compareTo(wanted) >= 0).isEmpty()) {
      throw Baseline.historyInTheWay(history, wanted);
    }
    return Optional.empty();
  }

  private static String wayOut() {
    return "Adopt it with %s, declare a baseline with %s, or, if it belongs to another application, use %s"
        .formatted(Setting.ADOPT, baselineOrField(), Setting.IGNORE_PRIOR_HISTORY);
  }

  private static String wayWithoutAdoption() {
    return "Declare the version of the schema with %s, or, if that history belongs to another application, use %s"
        .formatted(baselineOrField(), Setting.IGNORE_PRIOR_HISTORY);
  }

  private static String baselineOrField() {
    return "%s (%s)".formatted(Baseline.commandLine(), Setting.BASELINE_VERSION.field());
  }

  private static String titles(List<PriorHistory> histories) {
    return String.join(" and ", histories.stream().map(PriorHistory::title).toList());
  }

  static EngineException refusal(
      FailureKind kind, String message, List<String> errors, String hint) {
    return new EngineException(Failure.of(kind, message, hint), errors, null, null);
  }
}

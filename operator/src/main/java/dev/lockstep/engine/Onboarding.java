package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run does in a database in which Lockstep has recorded nothing yet. In any other it asks
/// nothing and changes nothing.
///
/// @param prior what becomes of the history of another tool
/// @param table that history's table, where it is named; otherwise it is looked for
/// @param baseline the version that a database without any history is at
public record Onboarding(Prior prior, @Nullable String table, @Nullable SchemaVersion baseline) {

  /// What becomes of the history of another tool.
  public enum Prior {
    /// The run is refused: scripts that are applied must not run again.
    REJECT,
    /// It is taken over.
    ADOPT,
    /// It counts for nothing.
    IGNORE
  }

  /// Refuses a database that another tool has worked in.
  public static final Onboarding NONE = new Onboarding(Prior.REJECT, null, null);

  private static final String WAY_OUT =
      "Take it over with --adopt (spec.baseline.adopt: Auto), say the version with lockstep baseline --version V (spec.baseline.version), or, where it is of no concern, --ignore-prior-history (spec.baseline.adopt: Ignore)";

  /// What is to be recorded; empty when there is nothing to take over.
  ///
  /// @param history what is recorded now
  /// @throws EngineException when the database is not to be touched
  public Optional<Takeover> takeover(Database database, History history, ScriptSet set) {
    if (!history.recordsNothing()) {
      return history.appliedCount() == 0 ? declared(database, history, set) : none(history);
    }
    List<PriorHistory> found = prior == Prior.IGNORE ? List.of() : database.priorHistories(table);
    if (prior == Prior.ADOPT && !found.isEmpty()) {
      return Optional.of(adopted(found, set));
    }
    if (baseline == null && !found.isEmpty()) {
      throw refusal(
          FailureKind.PRIOR_HISTORY,
          "Lockstep has recorded nothing here, and there is %s: every script would run again"
              .formatted(titles(found)),
          List.of(),
          WAY_OUT);
    }
    return declared(database, history, set);
  }

  private static Takeover adopted(List<PriorHistory> found, ScriptSet set) {
    if (found.size() > 1) {
      throw refusal(
          FailureKind.ADOPTION_REFUSED,
          "More than one history can be taken over: " + titles(found),
          List.of(),
          "Name the one that counts with --adopt-table SCHEMA.TABLE, or drop what is of no use");
    }
    PriorHistory history = found.getFirst();
    return switch (history.adoptedInto(set)) {
      case Adoption.Refused refused -> throw refused.failure(history);
      case Adoption.Ready ready ->
          new Takeover(
              history,
              ready.applied(),
              ready.notes(),
              Map.of("adoptedFrom", history.table(), "tool", history.tool()));
    };
  }

  private Optional<Takeover> declared(Database database, History history, ScriptSet set) {
    return baseline == null
        ? Optional.empty()
        : Optional.of(
            new Baseline(baseline, Baseline.Empty.REFUSED).takeover(database, history, set));
  }

  /// A baseline that the recorded version has reached asks for nothing, and one that is ahead of it
  /// is a mistake.
  private Optional<Takeover> none(History history) {
    SchemaVersion wanted = baseline;
    if (wanted != null
        && history.version().filter(version -> version.compareTo(wanted) >= 0).isEmpty()) {
      throw Baseline.historyInTheWay(history, wanted);
    }
    return Optional.empty();
  }

  private static String titles(List<PriorHistory> histories) {
    return String.join(" and ", histories.stream().map(PriorHistory::title).toList());
  }

  static EngineException refusal(
      FailureKind kind, String message, List<String> errors, String hint) {
    return new EngineException(Failure.of(kind, message, hint), errors, null, null);
  }
}

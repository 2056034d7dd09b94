package dev.lockstep.engine.repair;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.history.HistoryRow.Status;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Plan.Extent;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.Setting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The change that a [Repair] makes to the history.
///
/// @param script the script's file name
/// @param version the script's version, if it has one
/// @param kind the repair in a word
/// @param extent the extent of the text's change, if two texts are compared
/// @param from the values before
/// @param to the values after; empty if the row is deleted
public record HistoryChange(
    String script,
    @Nullable SchemaVersion version,
    String kind,
    @Nullable Extent extent,
    Map<String, String> from,
    Map<String, String> to) {
  private static final String SEE_HISTORY = "See " + Command.HISTORY;

  public HistoryChange {
    from = Collections.unmodifiableMap(new LinkedHashMap<>(from));
    to = Collections.unmodifiableMap(new LinkedHashMap<>(to));
  }

  /// Determines the change that a repair would make.
  ///
  /// @throws EngineException if the repair is not applicable
  public static HistoryChange of(Repair repair, History history, Fingerprint fingerprint) {
    HistoryRow row =
        history.rows().stream()
            .filter(each -> each.name().equals(repair.name()))
            .findFirst()
            .orElse(null);
    return switch (repair) {
      case Repair.AcceptChecksum(Script script) -> accepted(script, row, fingerprint);
      case Repair.MarkApplied mark -> marked(mark, row, history, fingerprint);
      case Repair.ForgetFailed(String name, _) -> forgotten(name, row);
    };
  }

  private static HistoryChange accepted(
      Script script, @Nullable HistoryRow row, Fingerprint fingerprint) {
    String name = script.fileName();
    if (script.kind() == ScriptKind.REPEATABLE) {
      throw refused(
          "%s is repeatable: it is not refused when it changes, it runs again".formatted(name),
          "Run " + Command.MIGRATE);
    }
    if (row == null || !row.isApplied()) {
      throw refused(
          "%s is not applied, so it has no recorded checksum".formatted(name),
          "Run %s, or see %s".formatted(Command.MIGRATE, Setting.MARK_APPLIED));
    }
    if (row.checksum() == null) {
      throw refused(
          "%s was recorded without a checksum, so any content is accepted".formatted(name),
          SEE_HISTORY);
    }
    if (row.checksum().equals(script.checksum())) {
      throw refused(
          "%s has not changed since it was applied; nothing to accept".formatted(name),
          "See " + Command.CHECK);
    }
    String tokens = fingerprint.of(script.source());
    Extent extent = tokens.equals(row.normalizedChecksum()) ? Extent.WHITESPACE : Extent.STATEMENTS;
    return new HistoryChange(
        name,
        script.version().orElse(null),
        "accept-checksum",
        extent,
        values(null, row.checksum(), row.normalizedChecksum()),
        values(null, script.checksum(), tokens));
  }

  private static HistoryChange marked(
      Repair.MarkApplied mark, @Nullable HistoryRow row, History history, Fingerprint fingerprint) {
    Script script = mark.script();
    boolean changedView =
        row != null
            && script.kind() == ScriptKind.REPEATABLE
            && !script.checksum().equals(row.checksum());
    if (row != null && row.isApplied() && !changedView) {
      throw refused(
          "%s is applied already".formatted(script.fileName()),
          "%s; to accept an edited file, use %s".formatted(SEE_HISTORY, Setting.ACCEPT_CHECKSUM));
    }
    refuseLate(mark, history);
    Map<String, String> from =
        row == null ? Map.of() : values(row.status(), row.checksum(), row.normalizedChecksum());
    return new HistoryChange(
        script.fileName(),
        script.version().orElse(null),
        "mark-applied",
        null,
        from,
        values(Status.SUCCESS, script.checksum(), fingerprint.of(script.source())));
  }

  /// Fails if older scripts are pending, because they would become out of order.
  private static void refuseLate(Repair.MarkApplied mark, History history) {
    Optional<SchemaVersion> version = mark.script().version();
    if (version.isEmpty() || mark.outOfOrder() == OutOfOrder.APPLY) {
      return;
    }
    List<String> older =
        ScriptSelection.of(mark.set(), history.rows(), new Target.Latest()).pending().stream()
            .filter(
                script -> script.version().filter(v -> v.compareTo(version.get()) < 0).isPresent())
            .map(Script::fileName)
            .toList();
    if (!older.isEmpty()) {
      throw refused(
          "%s cannot be marked as applied before older scripts, which would become out of order: %s"
              .formatted(mark.name(), NameList.of(older)),
          "Apply or mark the older scripts first, or use " + Setting.APPLY_OUT_OF_ORDER.option());
    }
  }

  private static HistoryChange forgotten(String name, @Nullable HistoryRow row) {
    if (row == null) {
      throw refused("script %s is not in the history".formatted(name), SEE_HISTORY);
    }
    return switch (row.status()) {
      case FAILURE ->
          new HistoryChange(
              name,
              row.version(),
              "forget-failed",
              null,
              values(row.status(), row.checksum(), row.normalizedChecksum()),
              Map.of());
      case SUCCESS ->
          throw refused(
              "%s is applied, not failed, and cannot be forgotten".formatted(name), SEE_HISTORY);
      case ROLLBACK ->
          throw refused(
              "%s was rolled back, not failed; it is already pending".formatted(name), SEE_HISTORY);
    };
  }

  private static Map<String, String> values(
      @Nullable Status status, @Nullable String checksum, @Nullable String normalized) {
    var values = new LinkedHashMap<String, String>();
    if (status != null) {
      values.put("status", status.label());
    }
    if (checksum != null) {
      values.put("checksum", checksum);
    }
    if (normalized != null) {
      values.put("normalizedChecksum", normalized);
    }
    return values;
  }

  private static EngineException refused(String sentence, String hint) {
    return new EngineException(
        FailureKind.USAGE, "%s: %s".formatted(Setting.SCRIPT, sentence), hint);
  }
}

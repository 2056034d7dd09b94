package dev.lockstep.runner.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextTable;
import dev.lockstep.runner.output.TextTable.Cell;
import dev.lockstep.runner.output.TextTable.Fit;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The result of `lockstep rollback --dry-run`.
///
/// @param schema the schema
/// @param version the recorded version
/// @param desiredVersion the recorded version after the rollback
/// @param undo the scripts in the order in which they would be undone
@JsonInclude(JsonInclude.Include.NON_NULL)
record RollbackPreview(
    String schema, @Nullable String version, @Nullable String desiredVersion, List<Entry> undo)
    implements Answer {

  /// A script that would be undone.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(String script, @Nullable String version, @Nullable String appliedAt) {
    private static Entry of(HistoryRow row) {
      SchemaVersion version = row.version();
      Instant at = row.appliedAt();
      return new Entry(
          row.name(), version == null ? null : version.text(), at == null ? null : at.toString());
    }
  }

  RollbackPreview {
    undo = List.copyOf(undo);
  }

  static RollbackPreview of(RollbackPlan plan, String schema) {
    return new RollbackPreview(
        schema,
        text(plan.recorded()),
        text(plan.left()),
        plan.undone().stream().map(Entry::of).toList());
  }

  @Override
  public Page text() {
    var table = new TextTable(Terminal.PLAIN, Fit.WHOLE, Fit.WHOLE, Fit.WHOLE);
    for (Entry entry : undo) {
      String at = entry.appliedAt() == null ? "" : "applied " + entry.appliedAt();
      table.row(Cell.of(""), Cell.of(entry.script()), Cell.of(at));
    }
    return Page.of("Would undo, in this order:")
        .add(table.page())
        .line(
            "Schema %s: version %s, would be %s"
                .formatted(schema, orNone(version), orNone(desiredVersion)));
  }

  private static String orNone(@Nullable String version) {
    return version == null ? "none" : version;
  }

  private static @Nullable String text(Optional<SchemaVersion> version) {
    return version.map(SchemaVersion::text).orElse(null);
  }
}

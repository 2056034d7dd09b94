package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.RollbackPlan;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `lockstep rollback --dry-run` answers.
///
/// @param schema the schema
/// @param version the version that is recorded
/// @param desiredVersion the version afterwards
/// @param undo the scripts in the order in which they would be undone
@JsonInclude(JsonInclude.Include.NON_NULL)
record RollbackPreview(
    String schema, @Nullable String version, @Nullable String desiredVersion, List<Entry> undo) {

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

  /// For people.
  String text() {
    int width = undo.stream().mapToInt(entry -> entry.script().length()).max().orElse(0);
    var lines = new StringBuilder("Would undo, in this order:\n");
    for (Entry entry : undo) {
      String at = entry.appliedAt() == null ? "" : "  applied " + entry.appliedAt();
      lines.append("  ").append(entry.script());
      lines.append(" ".repeat(width - entry.script().length())).append(at).append('\n');
    }
    return lines
        + "Schema %s: version %s, would be %s"
            .formatted(schema, orNone(version), orNone(desiredVersion));
  }

  private static String orNone(@Nullable String version) {
    return version == null ? "none" : version;
  }

  private static @Nullable String text(Optional<SchemaVersion> version) {
    return version.map(SchemaVersion::text).orElse(null);
  }
}

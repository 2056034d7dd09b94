package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The history of Flyway, or of a tool that writes the same table. The newest row of a version is
/// decisive: an undone or deleted version is not applied. As in Flyway, repeatable scripts are
/// identified by their description.
///
/// @param rows the rows, sorted by `installed_rank`, which may have gaps
public record FlywayHistory(String table, List<Row> rows) implements PriorHistory {
  private static final String SCHEMA = "SCHEMA";
  private static final String BASELINE = "BASELINE";
  private static final String DELETE = "DELETE";
  private static final String UNDO = "UNDO";
  private static final String BASELINE_SCRIPT = "_BASELINE";

  /// A row.
  ///
  /// @param type `SQL`, `JDBC`, `BASELINE`, `SCHEMA`, `DELETE`, `UNDO_SQL` and others
  /// @param script the path relative to Flyway's location
  /// @param checksum a CRC-32; null for scripts without one, such as Java classes
  /// @param success false if the script failed outside a transaction
  public record Row(
      @Nullable String version,
      String description,
      String type,
      String script,
      @Nullable Integer checksum,
      boolean success,
      AppliedMetadata trace) {}

  public FlywayHistory {
    rows = rows.stream().filter(row -> !row.type().equals(SCHEMA)).toList();
  }

  @Override
  public String tool() {
    return "Flyway";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    rows.stream()
        .filter(row -> !row.success())
        .forEach(
            row ->
                draft.trouble(
                    "%s failed there: undo what it has changed, and run flyway repair"
                        .formatted(row.script())));
    Set<SchemaVersion> failed =
        rows.stream()
            .filter(row -> !row.success())
            .flatMap(row -> version(row).stream())
            .collect(Collectors.toSet());
    newest().values().stream()
        .filter(row -> row.success() && isApplied(row))
        .filter(row -> version(row).filter(failed::contains).isEmpty())
        .forEach(row -> apply(row, draft));
    return draft.finished();
  }

  /// The newest row of each version and of each repeatable script.
  private Map<Object, Row> newest() {
    var newest = new LinkedHashMap<Object, Row>();
    for (Row row : rows) {
      Object key =
          row.version() == null
              ? row.description()
              : version(row).map(Object.class::cast).orElse(row.version());
      newest.put(key, row);
    }
    return newest;
  }

  private static Optional<SchemaVersion> version(Row row) {
    return Optional.ofNullable(row.version()).flatMap(SchemaVersion::tryParse);
  }

  private static boolean isApplied(Row row) {
    return !row.type().equals(DELETE) && !row.type().startsWith(UNDO);
  }

  private static void apply(Row row, AdoptionBuilder draft) {
    String version = row.version();
    if (version == null) {
      applyRepeatable(row, draft);
    } else if (row.type().equals(BASELINE)) {
      draft.baseline(row.script(), version, row.description(), row.trace());
    } else if (row.type().endsWith(BASELINE_SCRIPT)) {
      draft.baselineScript(version, row.script()).ifPresent(script -> apply(script, row, draft));
    } else {
      draft.script(version, row.script()).ifPresent(script -> apply(script, row, draft));
    }
  }

  private static void apply(Script script, Row row, AdoptionBuilder draft) {
    Integer checksum = row.checksum();
    if (checksum == null) {
      draft.note(
          "%s: Flyway has no checksum for this script, so Lockstep cannot verify that it was not edited"
              .formatted(script.fileName()));
    } else if (checksum != checksum(script.source())) {
      draft.trouble(
          "%s was edited after it was applied (Flyway's checksum was %d, now %d): restore the file, or accept it with flyway repair"
              .formatted(script.fileName(), checksum, checksum(script.source())));
    }
    draft.apply(AdoptedRow.of(script, row.trace()));
  }

  /// A repeatable script that was removed from the set is ignored: its objects stay.
  private static void applyRepeatable(Row row, AdoptionBuilder draft) {
    draft.set().scripts().stream()
        .filter(script -> script.kind() == ScriptKind.REPEATABLE)
        .filter(script -> script.name().description().equals(row.description()))
        .forEach(script -> draft.apply(repeatable(script, row, draft)));
  }

  private static AdoptedRow repeatable(Script script, Row row, AdoptionBuilder draft) {
    Integer checksum = row.checksum();
    if (checksum != null
        && (checksum == checksum(script.source()) || checksum == checksum(script.text()))) {
      return AdoptedRow.of(script, row.trace());
    }
    draft.note("%s: changed since Flyway ran it, so it runs again".formatted(script.fileName()));
    return AdoptedRow.withOtherText(script, row.trace());
  }

  /// Flyway's checksum: a CRC-32 over the lines without their ends. For a repeatable script, Flyway
  /// computes it over the text with placeholders replaced.
  static int checksum(String text) {
    var crc = new CRC32();
    text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }
}

package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The history of sqlx.
///
/// @param rows the rows, sorted by version
public record SqlxHistory(String table, List<Row> rows) implements PriorHistory {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// A row.
  ///
  /// @param success false if the script failed part way
  /// @param checksum SHA-384 over the file, in hexadecimal digits
  public record Row(
      String version,
      String description,
      boolean success,
      String checksum,
      AppliedMetadata trace) {}

  public SqlxHistory {
    rows = List.copyOf(rows);
  }

  @Override
  public String tool() {
    return "sqlx";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    for (Row row : rows) {
      if (row.success()) {
        draft
            .script(row.version(), row.description())
            .ifPresent(script -> apply(script, row, draft));
      } else {
        draft.trouble(
            "version %s (%s) failed part way: repair the schema, and delete that row of %s"
                .formatted(row.version(), row.description(), table));
      }
    }
    return draft.finished();
  }

  private static void apply(Script script, Row row, AdoptionBuilder draft) {
    String text = script.source();
    boolean same =
        row.checksum().equals(checksum(text))
            || row.checksum().equals(checksum(BYTE_ORDER_MARK + text));
    if (!same) {
      draft.trouble(
          "%s was edited after it was applied: its checksum differs from the one that sqlx recorded. Restore the file"
              .formatted(script.fileName()));
    }
    draft.apply(AdoptedRow.of(script, row.trace()));
  }

  static String checksum(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-384").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-384", e);
    }
  }
}

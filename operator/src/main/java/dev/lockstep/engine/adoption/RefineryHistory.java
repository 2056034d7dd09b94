package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;

/// The history of refinery, whose files are named as Flyway's.
///
/// @param rows the rows, sorted by version
public record RefineryHistory(String table, List<Row> rows) implements PriorHistory {
  /// A row.
  ///
  /// @param name the description in the file name
  public record Row(String version, String name, AppliedMetadata trace) {}

  public RefineryHistory {
    rows = List.copyOf(rows);
  }

  @Override
  public String tool() {
    return "refinery";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /// The checksums are not compared: they cover names and texts together, by refinery's own hash.
  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    for (Row row : rows) {
      draft
          .script(row.version(), row.name())
          .ifPresent(
              script -> {
                if (!script.name().description().equals(row.name().replace('_', ' '))
                    && !script.name().description().equals(row.name())) {
                  draft.trouble(
                      "version %s is %s there, and %s here: restore the file's name"
                          .formatted(row.version(), row.name(), script.fileName()));
                }
                draft.apply(AdoptedRow.of(script, row.trace()));
              });
    }
    return draft.finished();
  }
}

package dev.lockstep.engine.adoption;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.LiquibaseChangeset;
import dev.lockstep.engine.source.LiquibaseFile;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The history of Liquibase, as far as its changelogs are SQL files. Liquibase records changesets,
/// whereas Lockstep records files: a file counts as applied if all of its changesets are.
///
/// @param rows the changesets in the order of their execution
/// @param lockedBy the holder of Liquibase's own lock; null if it is free
public record LiquibaseHistory(String table, List<Row> rows, @Nullable String lockedBy)
    implements PriorHistory {
  private static final String FAILED = "FAILED";

  /// A changeset.
  ///
  /// @param file the changelog's path
  /// @param type `EXECUTED`, `RERAN`, `MARK_RAN`, `SKIPPED` or `FAILED`
  public record Row(String id, String author, String file, String type, AppliedMetadata trace) {}

  public LiquibaseHistory {
    rows = List.copyOf(rows);
  }

  @Override
  public String tool() {
    return "Liquibase";
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    var draft = new AdoptionBuilder(set);
    if (lockedBy != null) {
      draft.trouble(
          "its lock is held by %s: wait for that run to finish, or run liquibase release-locks"
              .formatted(lockedBy));
    }
    Map<String, List<Row>> files = new LinkedHashMap<>();
    rows.forEach(row -> files.computeIfAbsent(base(row.file()), _ -> new ArrayList<>()).add(row));
    files.forEach((file, changesets) -> apply(file, changesets, draft));
    draft.note(
        "Liquibase computes its checksums differently, so Lockstep cannot verify that no applied script was edited");
    return draft.finished();
  }

  private static void apply(String file, List<Row> changesets, AdoptionBuilder draft) {
    Script script =
        draft.set().scripts().stream()
            .filter(each -> each.fileName().equals(file))
            .findFirst()
            .orElse(null);
    changesets.stream()
        .filter(row -> row.type().equals(FAILED))
        .forEach(
            row ->
                draft.trouble(
                    "changeset %s of %s failed there: run it with Liquibase"
                        .formatted(key(row), file)));
    if (script == null) {
      draft.trouble(
          "changesets of %s are applied there, but the script is missing from the set: %s"
              .formatted(changesets.getFirst().file(), wayOut(file)));
      return;
    }
    missing(script, changesets, draft);
    AppliedMetadata last = changesets.getLast().trace();
    draft.apply(
        script.kind() == ScriptKind.REPEATABLE
            ? AdoptedRow.withOtherText(script, last)
            : AdoptedRow.of(script, last));
  }

  private static String wayOut(String file) {
    return file.endsWith(".sql")
        ? "add the file"
        : "Lockstep only runs SQL; declare a baseline instead with " + Baseline.commandLine();
  }

  /// Checks changesets that the history lacks. A changeset that Liquibase never runs on PostgreSQL
  /// is in no history. For a changeset that Liquibase may have skipped only in this database
  /// (because of a context or a label) the user must decide, because Lockstep applies whole files.
  private static void missing(Script script, List<Row> changesets, AdoptionBuilder draft) {
    Set<String> applied =
        changesets.stream().map(LiquibaseHistory::key).collect(Collectors.toSet());
    List<LiquibaseChangeset> missing =
        LiquibaseFile.of(script.source(), script.kind()).changesets().stream()
            .filter(changeset -> !applied.contains(changeset.key()))
            .toList();
    List<String> unfinished =
        missing.stream()
            .filter(changeset -> !changeset.isForOthers() && changeset.condition().isEmpty())
            .map(LiquibaseChangeset::key)
            .sorted()
            .distinct()
            .toList();
    if (!unfinished.isEmpty()) {
      draft.trouble(
          "%s is partially applied, without changeset %s: finish the file with Liquibase"
              .formatted(script.fileName(), NameList.of(unfinished)));
    }
    for (LiquibaseChangeset changeset : missing) {
      if (changeset.isForOthers()) {
        draft.note(
            "%s, line %d: changeset %s is ignored or for another database: it is not applied, and Lockstep will not apply it"
                .formatted(script.fileName(), changeset.line(), changeset.key()));
      } else if (!changeset.condition().isEmpty()) {
        draft.trouble(
            "%s is applied without changeset %s, which has %s: remove that changeset from the file, or put it into a separate file for this database"
                .formatted(script.fileName(), changeset.key(), changeset.condition()));
      }
    }
  }

  private static String key(Row row) {
    return row.author() + ":" + row.id();
  }

  private static String base(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}

package dev.lockstep.engine;

import dev.lockstep.engine.Inherited.Trace;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The history of Liquibase, as far as its changelogs are SQL files. It knows changesets, and
/// Lockstep knows files: a file counts as applied when all of its changesets are.
///
/// @param rows in the order in which they were executed
/// @param lockedBy who holds Liquibase's own lock; null when nobody does
public record LiquibaseHistory(String table, List<Row> rows, @Nullable String lockedBy)
    implements PriorHistory {
  private static final String FAILED = "FAILED";

  /// The line that begins a changeset of formatted SQL; id and author may be quoted.
  private static final Pattern CHANGESET =
      Pattern.compile(
          "(?mi)^[ \\t]*--[ \\t]*changeset[ \\t]+(\"[^\"]*\"|[^\\s:]+):(\"[^\"]*\"|\\S+)");

  /// A changeset.
  ///
  /// @param file the changelog's path
  /// @param type `EXECUTED`, `RERAN`, `MARK_RAN`, `SKIPPED` or `FAILED`
  public record Row(String id, String author, String file, String type, Trace trace) {}

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
    var draft = new AdoptionDraft(set);
    if (lockedBy != null) {
      draft.trouble(
          "its lock is held by %s: let that run end, or run liquibase release-locks"
              .formatted(lockedBy));
    }
    Map<String, List<Row>> files = new LinkedHashMap<>();
    rows.forEach(row -> files.computeIfAbsent(base(row.file()), _ -> new ArrayList<>()).add(row));
    files.forEach((file, changesets) -> apply(file, changesets, draft));
    draft.note(
        "Liquibase's checksums follow rules of its own: that no script was edited since it was applied is taken on trust");
    return draft.finished();
  }

  private static void apply(String file, List<Row> changesets, AdoptionDraft draft) {
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
                    "changeset %s of %s failed there: let Liquibase run it"
                        .formatted(key(row), file)));
    if (script == null) {
      draft.trouble(
          "changesets of %s are applied there, and the set has no such script: %s"
              .formatted(changesets.getFirst().file(), wayOut(file)));
      return;
    }
    var missing = new TreeSet<>(changesetsIn(script.source()));
    changesets.forEach(row -> missing.remove(key(row)));
    if (!missing.isEmpty()) {
      draft.trouble(
          "%s is applied in part, without changeset %s: let Liquibase finish the file"
              .formatted(file, Listing.of(List.copyOf(missing))));
    }
    Trace last = changesets.getLast().trace();
    draft.apply(
        script.kind() == ScriptKind.REPEATABLE
            ? Inherited.withOtherText(script, last)
            : Inherited.of(script, last));
  }

  private static String wayOut(String file) {
    return file.endsWith(".sql")
        ? "add the file"
        : "Lockstep takes SQL; lockstep baseline --version V leaves that history aside";
  }

  /// The changesets of a file as `author:id`; none when the file is no formatted SQL.
  static List<String> changesetsIn(String text) {
    var changesets = new ArrayList<String>();
    Matcher found = CHANGESET.matcher(text);
    while (found.find()) {
      changesets.add(bare(found.group(1)) + ":" + bare(found.group(2)));
    }
    return changesets;
  }

  private static String bare(String name) {
    return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }

  private static String key(Row row) {
    return row.author() + ":" + row.id();
  }

  private static String base(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}

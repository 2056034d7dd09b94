package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How indexes are built, dropped and built anew.
final class IndexRules implements RuleGroup {
  static final Rule CREATE =
      Rule.of(
          "index-not-concurrent",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.SHARE,
          "CREATE INDEX without CONCURRENTLY stops all writes to the table until the index is built.",
          "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);");

  static final Rule DROP =
      Rule.of(
          "drop-index-not-concurrent",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "DROP INDEX without CONCURRENTLY waits for every query on the table, and makes later ones"
              + " wait behind it.",
          "DROP INDEX CONCURRENTLY orders_customer_idx;");

  static final Rule REINDEX =
      Rule.of(
          "reindex-not-concurrent",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "REINDEX without CONCURRENTLY stops writes to the table, and reads that would use the"
              + " index, until it is built.",
          "REINDEX INDEX CONCURRENTLY orders_customer_idx;");

  private static final Pattern CREATES =
      Pattern.compile("(?i)\\b(INDEX)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?");

  @Override
  public List<Rule> rules() {
    return List.of(CREATE, DROP, REINDEX);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    switch (sight.command()) {
      case Command.CreateIndex create -> create(sight, create, findings);
      case Command.Drop drop when drop.kind() == ObjectKind.INDEX -> drop(sight, drop, findings);
      case Command.Reindex reindex -> reindex(sight, reindex, findings);
      default -> {}
    }
  }

  private static void create(Sight sight, Command.CreateIndex create, Findings findings) {
    Subject table = sight.subject(create.table());
    boolean parentAlone = create.reach() == Command.CreateIndex.Reach.ONLY && table.isPartitioned();
    Name name = create.name();
    boolean thereAlready =
        name != null
            && create.existing() == TableAction.Existing.SKIPPED
            && sight.model().index(create.table().sibling(name.text())).isPresent();
    if (create.build() == Build.CONCURRENTLY || table.isFresh() || parentAlone || thereAlready) {
      return;
    }
    String sentence =
        "%s is built while no row of %s can be written"
            .formatted(title(create.name()), table.sql());
    findings.add(
        CREATE, table, sentence, table.isPartitioned() ? partitioned(create) : safe(sight));
  }

  private static String title(@Nullable Name index) {
    return index == null ? "an index" : "index " + index.sql();
  }

  /// The statement itself with the word that it lacks; an index that is there already is no reason
  /// to be content, see [ConcurrentRules#IF_NOT_EXISTS].
  private static String safe(Sight sight) {
    return CREATES.matcher(sight.statement().sql()).replaceFirst("$1 CONCURRENTLY ") + ";";
  }

  /// A partitioned table takes no concurrent build.
  private static String partitioned(Command.CreateIndex create) {
    String table = create.table().sql();
    Name name = create.name();
    String index = name == null ? create.table().text() + "_idx" : name.text();
    return """
        CREATE %1$sINDEX %2$s ON ONLY %3$s (%4$s);
        -- in a script of its own, for each partition
        CREATE %1$sINDEX CONCURRENTLY %5$s ON a_partition (%4$s);
        ALTER INDEX %2$s ATTACH PARTITION %5$s;"""
        .formatted(
            unique(create),
            Name.quoted(index),
            table,
            columns(create),
            Name.quoted("a_partition_" + index));
  }

  private static String unique(Command.CreateIndex create) {
    return create.unique() == Command.CreateIndex.Unique.UNIQUE ? "UNIQUE " : "";
  }

  private static String columns(Command.CreateIndex create) {
    return create.columns().isEmpty()
        ? "..."
        : create.columns().stream().map(Name::quoted).collect(Collectors.joining(", "));
  }

  private static void drop(Sight sight, Command.Drop drop, Findings findings) {
    if (drop.build() == Build.CONCURRENTLY) {
      return;
    }
    for (Name index : drop.names()) {
      Optional<Model.Index> known = sight.model().index(index);
      if (known.filter(found -> sight.model().isFresh(found.born())).isPresent()) {
        continue;
      }
      Optional<Name> table =
          known.map(found -> new Name(null, found.table().name(), index.offset()));
      Subject subject = sight.subject(table.orElse(index));
      if (subject.isFresh() || subject.isPartitioned()) {
        continue;
      }
      findings.add(
          DROP,
          subject,
          "dropping index %s waits for every query on %s, and all later ones wait for it"
              .formatted(index.sql(), table.map(Name::sql).orElse("its table")),
          "DROP INDEX CONCURRENTLY %s;".formatted(index.sql()));
    }
  }

  private static void reindex(Sight sight, Command.Reindex reindex, Findings findings) {
    Name name = reindex.name();
    if (reindex.build() == Build.CONCURRENTLY || name == null || reindex.what().equals("system")) {
      return;
    }
    Name table =
        reindex.what().equals("index")
            ? sight
                .model()
                .index(name)
                .map(index -> new Name(index.table().schema(), index.table().name(), 0))
                .orElse(name)
            : name;
    Subject subject = sight.subject(table);
    if (!subject.isFresh()) {
      findings.add(
          REINDEX,
          subject,
          "%s %s is indexed anew while no row can be written".formatted(reindex.what(), name.sql()),
          "REINDEX %s CONCURRENTLY %s;"
              .formatted(reindex.what().toUpperCase(Locale.ROOT), name.sql()));
    }
  }
}

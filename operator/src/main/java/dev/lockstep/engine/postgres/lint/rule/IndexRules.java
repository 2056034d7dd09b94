package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.lint.model.SchemaModel;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rules for building, dropping and rebuilding indexes.
final class IndexRules implements RuleGroup {
  static final Rule CREATE =
      Rule.of(
          "index-not-concurrent",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.SHARE,
          "CREATE INDEX without CONCURRENTLY blocks writes to the table until the index is built.",
          "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer);");

  static final Rule DROP =
      Rule.of(
          "drop-index-not-concurrent",
          Hazard.WAIT,
          Severity.WARNING,
          TableLock.ACCESS_EXCLUSIVE,
          "DROP INDEX without CONCURRENTLY waits for every query on the table, and later queries wait behind it.",
          "DROP INDEX CONCURRENTLY orders_customer_idx;");

  static final Rule REINDEX =
      Rule.of(
          "reindex-not-concurrent",
          Hazard.WAIT,
          Severity.ERROR,
          TableLock.ACCESS_EXCLUSIVE,
          "REINDEX without CONCURRENTLY blocks writes to the table, and reads that use the index, until the index is built.",
          "REINDEX INDEX CONCURRENTLY orders_customer_idx;");

  private static final Pattern CREATES =
      Pattern.compile("(?i)\\b(INDEX)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?");

  @Override
  public List<Rule> rules() {
    return List.of(CREATE, DROP, REINDEX);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    switch (context.command()) {
      case SqlCommand.CreateIndex create -> create(context, create, findings);
      case SqlCommand.Drop drop when drop.kind() == ObjectKind.INDEX ->
          drop(context, drop, findings);
      case SqlCommand.Reindex reindex -> reindex(context, reindex, findings);
      default -> {}
    }
  }

  private static void create(
      RuleContext context, SqlCommand.CreateIndex create, FindingCollector findings) {
    AffectedTable table = context.subject(create.table());
    boolean parentAlone =
        create.reach() == SqlCommand.CreateIndex.Reach.ONLY && table.isPartitioned();
    Name name = create.name();
    boolean thereAlready =
        name != null
            && create.existing() == TableAction.Existing.SKIPPED
            && context.model().index(create.table().sibling(name.text())).isPresent();
    if (create.build() == Build.CONCURRENTLY || table.isFresh() || parentAlone || thereAlready) {
      return;
    }
    String sentence =
        "building %s blocks writes to %s".formatted(title(create.name()), table.sql());
    findings.add(
        CREATE, table, sentence, table.isPartitioned() ? partitioned(create) : safe(context));
  }

  private static String title(@Nullable Name index) {
    return index == null ? "an index" : "index " + index.sql();
  }

  /// The statement with CONCURRENTLY. An existing index may be invalid: see
  /// [ConcurrentRules#IF_NOT_EXISTS], which reports that.
  private static String safe(RuleContext context) {
    return CREATES.matcher(context.statement().sql()).replaceFirst("$1 CONCURRENTLY ") + ";";
  }

  /// The alternative for a partitioned table, on which indexes cannot be built concurrently.
  private static String partitioned(SqlCommand.CreateIndex create) {
    String table = create.table().sql();
    Name name = create.name();
    String index = name == null ? create.table().text() + "_idx" : name.text();
    return """
        CREATE %1$sINDEX %2$s ON ONLY %3$s (%4$s);
        -- in a separate script for each partition
        CREATE %1$sINDEX CONCURRENTLY %5$s ON a_partition (%4$s);
        ALTER INDEX %2$s ATTACH PARTITION %5$s;"""
        .formatted(
            unique(create),
            Name.quoted(index),
            table,
            columns(create),
            Name.quoted("a_partition_" + index));
  }

  private static String unique(SqlCommand.CreateIndex create) {
    return create.unique() == SqlCommand.CreateIndex.Unique.UNIQUE ? "UNIQUE " : "";
  }

  private static String columns(SqlCommand.CreateIndex create) {
    return create.columns().isEmpty()
        ? "..."
        : create.columns().stream().map(Name::quoted).collect(Collectors.joining(", "));
  }

  private static void drop(RuleContext context, SqlCommand.Drop drop, FindingCollector findings) {
    if (drop.build() == Build.CONCURRENTLY) {
      return;
    }
    for (Name index : drop.names()) {
      Optional<SchemaModel.Index> known = context.model().index(index);
      if (known.filter(found -> context.model().isFresh(found.born())).isPresent()) {
        continue;
      }
      Optional<Name> table =
          known.map(found -> new Name(null, found.table().name(), index.offset()));
      AffectedTable subject = context.subject(table.orElse(index));
      if (subject.isFresh() || subject.isPartitioned()) {
        continue;
      }
      findings.add(
          DROP,
          subject,
          "dropping index %s waits for every query on %s, and later queries wait behind it"
              .formatted(index.sql(), table.map(Name::sql).orElse("its table")),
          "DROP INDEX CONCURRENTLY %s;".formatted(index.sql()));
    }
  }

  private static void reindex(
      RuleContext context, SqlCommand.Reindex reindex, FindingCollector findings) {
    Name name = reindex.name();
    if (reindex.build() == Build.CONCURRENTLY || name == null || reindex.what().equals("system")) {
      return;
    }
    Name table =
        reindex.what().equals("index")
            ? context
                .model()
                .index(name)
                .map(index -> new Name(index.table().schema(), index.table().name(), 0))
                .orElse(name)
            : name;
    AffectedTable subject = context.subject(table);
    if (!subject.isFresh()) {
      findings.add(
          REINDEX,
          subject,
          "reindexing %s %s blocks writes".formatted(reindex.what(), name.sql()),
          "REINDEX %s CONCURRENTLY %s;"
              .formatted(reindex.what().toUpperCase(Locale.ROOT), name.sql()));
    }
  }
}

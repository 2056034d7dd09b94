package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.SetSearchPath.Span;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.lint.model.ParsedStatement;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An index of a script's statements by name: a script may have half a million of them, so no rule
/// may search all others for each.
public final class ScriptIndex {
  private final List<SqlCommand> concurrent = new ArrayList<>();
  private final List<Integer> concurrentAt = new ArrayList<>();
  private final Map<String, Integer> lastMade = new HashMap<>();
  private final Map<String, Integer> lastReplaced = new HashMap<>();
  private final Map<String, Integer> firstDropOfIndex = new HashMap<>();
  private final Map<Spelling, Integer> lastPolicy = new HashMap<>();
  private final Set<Columns> unique = new HashSet<>();
  private final Set<Spelling> takesIndexOver = new HashSet<>();
  private final BitSet firstUnqualified = new BitSet();
  private boolean unqualified;
  private int lastPath = -1;
  private int firstUtc = Integer.MAX_VALUE;
  private Optional<ParsedStatement> ordinary = Optional.empty();

  /// A list of columns of a table.
  private record Columns(Spelling table, List<String> names) {}

  public ScriptIndex(List<ParsedStatement> script) {
    for (int i = 0; i < script.size(); i++) {
      add(script.get(i), i);
    }
  }

  private void add(ParsedStatement parsed, int i) {
    SqlCommand command = parsed.command();
    if (ConcurrentRules.isConcurrent(command)) {
      concurrent.add(command);
      concurrentAt.add(i);
    } else if (ordinary.isEmpty()
        && !command.isHarmless()
        && !parsed.statement().kind().controlsTransaction()) {
      ordinary = Optional.of(parsed);
    }
    Name made = command.makes();
    if (made != null) {
      lastMade.put(made.text(), i);
    }
    if (firstUtc == Integer.MAX_VALUE && setsUtc(parsed)) {
      firstUtc = i;
    }
    addUnqualified(command, i);
    addNames(command, i);
  }

  private void addNames(SqlCommand command, int i) {
    switch (command) {
      case SqlCommand.CreateView view -> lastReplaced.put(view.name().text(), i);
      case SqlCommand.CreateTable table -> lastReplaced.put(table.table().text(), i);
      case SqlCommand.CreatePolicy policy -> lastPolicy.put(Spelling.of(policy.table()), i);
      case SqlCommand.CreateIndex create -> {
        if (create.unique() == SqlCommand.CreateIndex.Unique.UNIQUE) {
          unique.add(new Columns(Spelling.of(create.table()), create.columns()));
        }
      }
      case SqlCommand.Drop drop -> {
        if (drop.kind() == ObjectKind.INDEX) {
          drop.names().forEach(name -> firstDropOfIndex.putIfAbsent(name.text(), i));
        }
      }
      case SqlCommand.AlterTable alter -> alter.actions().forEach(action -> add(alter, action, i));
      default -> {}
    }
  }

  private void add(SqlCommand.AlterTable alter, TableAction.Placed placed, int i) {
    switch (placed.action()) {
      case TableAction.RenameRelation rename -> lastReplaced.put(rename.newName(), i);
      case TableAction.AddConstraint add when add.constraint().hasIndex() -> {
        Spelling table = Spelling.of(alter.table());
        unique.add(new Columns(table, add.constraint().columns()));
        if (add.constraint().index() != null) {
          takesIndexOver.add(table);
        }
      }
      default -> {}
    }
  }

  private void addUnqualified(SqlCommand command, int i) {
    if (command instanceof SqlCommand.SetSearchPath set) {
      unqualified = false;
      lastPath = set.span() == Span.TRANSACTION ? lastPath : i;
      return;
    }
    Name name = ScriptRules.named(command);
    if (name != null && name.schema() == null) {
      firstUnqualified.set(i, !unqualified);
      unqualified = true;
    }
  }

  private static boolean setsUtc(ParsedStatement parsed) {
    if (!parsed.statement().words().contains("SET")) {
      return false;
    }
    String sql = parsed.statement().sql().toLowerCase(Locale.ROOT);
    return sql.contains("time") && sql.contains("zone") && sql.contains("utc");
  }

  /// The CONCURRENTLY statements.
  List<SqlCommand> concurrent() {
    return concurrent;
  }

  /// Whether a statement is the CONCURRENTLY statement of this number, from 0.
  boolean isConcurrent(int number, int statement) {
    return concurrentAt.size() > number && concurrentAt.get(number) == statement;
  }

  /// The first statement that is not in a transaction because of a CONCURRENTLY one.
  Optional<ParsedStatement> ordinary() {
    return ordinary;
  }

  /// Whether an object with a name is created after a statement.
  boolean isMadeAfter(int statement, String name) {
    return lastMade.getOrDefault(name, -1) > statement;
  }

  /// Whether a table or view with a name is created, or renamed to it, after a statement.
  boolean isReplacedAfter(int statement, String name) {
    return lastReplaced.getOrDefault(name, -1) > statement;
  }

  /// Whether an index with a name is dropped before a statement.
  boolean isIndexDroppedBefore(int statement, String name) {
    return firstDropOfIndex.getOrDefault(name, Integer.MAX_VALUE) < statement;
  }

  /// Whether a policy is created on a table after a statement.
  boolean hasPolicyAfter(int statement, List<Spelling> table) {
    return table.stream().anyMatch(each -> lastPolicy.getOrDefault(each, -1) > statement);
  }

  /// Whether the script makes columns of a table unique, or may do so with an index that becomes a
  /// constraint later.
  boolean makesUnique(List<Spelling> table, List<String> columns) {
    return table.stream()
        .anyMatch(
            each -> unique.contains(new Columns(each, columns)) || takesIndexOver.contains(each));
  }

  /// Whether the session's search path is set after a statement, for longer than a transaction.
  boolean setsPathAfter(int statement) {
    return lastPath > statement;
  }

  /// Whether a statement is the first one with an unqualified name since the search path was set.
  boolean isFirstUnqualified(int statement) {
    return firstUnqualified.get(statement);
  }

  /// Whether the session's time zone is set to UTC before a statement.
  boolean setsUtcBefore(int statement) {
    return firstUtc < statement;
  }
}

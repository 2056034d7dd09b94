package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.run.ScriptOutline;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.statement.TableLock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The effects of a transaction's statements so far: a script may have a hundred thousand of them,
/// so no rule may search all earlier ones for each.
public final class TransactionState {
  private final Map<String, SqlCommand.AddEnumValue> enumValues = new HashMap<>();
  private final Set<String> types = new HashSet<>();
  private final Map<Added, TableConstraint> constraints = new HashMap<>();
  private int transaction = -1;
  private @Nullable Name locked;
  private boolean told;

  /// A constraint by its name.
  private record Added(Spelling table, String name) {}

  /// Begins the check of a statement.
  public void enter(int number) {
    if (number != transaction) {
      transaction = number;
      enumValues.clear();
      types.clear();
      constraints.clear();
      locked = null;
      told = false;
    }
  }

  /// Records the effects of a statement after its check.
  public void leave(RuleContext context) {
    switch (context.command()) {
      case SqlCommand.AlterTable alter -> {
        if (locked == null
            && !context.subject(alter.table()).isFresh()
            && ScriptOutline.lock(context.statement())
                .filter(lock -> lock == TableLock.ACCESS_EXCLUSIVE)
                .isPresent()) {
          locked = alter.table();
        }
        alter.actions().forEach(placed -> note(alter.table(), placed.action()));
      }
      case SqlCommand.AddEnumValue add -> enumValues.putIfAbsent(add.label(), add);
      case SqlCommand.CreateType create -> types.add(create.name().text());
      default -> {}
    }
  }

  private void note(Name table, TableAction action) {
    if (action instanceof TableAction.AddConstraint add && add.constraint().name() != null) {
      constraints.putIfAbsent(
          new Added(Spelling.of(table), add.constraint().name()), add.constraint());
    }
  }

  /// Whether the transaction has added a value to an enum.
  boolean addsEnumValues() {
    return !enumValues.isEmpty();
  }

  /// The statement with which the transaction added this label to an older type.
  Optional<SqlCommand.AddEnumValue> enumValue(String label) {
    return Optional.ofNullable(enumValues.get(label))
        .filter(add -> !types.contains(add.type().text()));
  }

  /// A constraint that the transaction has added to a table.
  Optional<TableConstraint> addedConstraint(List<Spelling> table, String name) {
    return table.stream()
        .map(spelling -> constraints.get(new Added(spelling, name)))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /// The first table in use that the transaction has locked against readers, until it was reported.
  Optional<Name> lockedUntold() {
    return told ? Optional.empty() : Optional.ofNullable(locked);
  }

  void tell() {
    told = true;
  }
}

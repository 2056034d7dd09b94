package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.ScriptOutline;
import dev.lockstep.engine.postgres.TableLock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the statements of a transaction have done so far: a script may have a hundred thousand of
/// them, and no rule goes over all that came before for each.
final class TransactionState {
  private final List<Command.AddEnumValue> enumValues = new ArrayList<>();
  private final Set<String> types = new HashSet<>();
  private int transaction = -1;
  private @Nullable Name locked;
  private boolean told;

  /// Begins to look at a statement.
  void enter(int number) {
    if (number != transaction) {
      transaction = number;
      enumValues.clear();
      types.clear();
      locked = null;
      told = false;
    }
  }

  /// Takes note of a statement that was looked at.
  void leave(Sight sight) {
    switch (sight.command()) {
      case Command.AlterTable alter -> {
        if (locked == null
            && !sight.subject(alter.table()).isFresh()
            && ScriptOutline.lock(sight.statement())
                .filter(lock -> lock == TableLock.ACCESS_EXCLUSIVE)
                .isPresent()) {
          locked = alter.table();
        }
      }
      case Command.AddEnumValue add -> enumValues.add(add);
      case Command.CreateType create -> types.add(create.name().text());
      default -> {}
    }
  }

  /// The enum values that it has added to older types.
  List<Command.AddEnumValue> enumValues() {
    return enumValues.stream().filter(add -> !types.contains(add.type().text())).toList();
  }

  /// The first table in use that it has locked against readers, until that was told.
  Optional<Name> lockedUntold() {
    return told ? Optional.empty() : Optional.ofNullable(locked);
  }

  void tell() {
    told = true;
  }
}

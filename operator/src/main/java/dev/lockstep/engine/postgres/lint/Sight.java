package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.lint.Subject.Age;
import dev.lockstep.engine.postgres.lint.TableSize.Weight;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A statement with all that a rule may look at: the script around it, and the schema before it.
record Sight(
    List<Parsed> script, int index, TransactionState state, Model model, LintSettings settings) {
  SqlStatement statement() {
    return script.get(index).statement();
  }

  Command command() {
    return script.get(index).command();
  }

  int transaction() {
    return script.get(index).transaction();
  }

  /// The statements before it in its script.
  List<Parsed> before() {
    return script.subList(0, index);
  }

  /// The statements after it in its script.
  List<Parsed> after() {
    return script.subList(index + 1, script.size());
  }

  /// The statements before it in its transaction.
  Stream<Parsed> beforeInTransaction() {
    return before().stream().filter(parsed -> parsed.transaction() == transaction());
  }

  int version() {
    return settings.version();
  }

  Subject subject(Name name) {
    Optional<Relation> relation = model.relation(name);
    boolean fresh =
        relation.filter(found -> found.isTemporary() || model.isFresh(found.born())).isPresent();
    boolean empty = fresh || "pg_temp".equals(name.schema());
    Weight weight =
        relation
            .flatMap(Relation::size)
            .map(size -> size.weight(settings.small()))
            .orElse(Weight.LARGE);
    return new Subject(name, relation, empty ? Age.FRESH : Age.OLD, weight);
  }

  /// Whether two names mean the same table.
  boolean same(Name one, @Nullable Name other) {
    return other != null && model.relationKey(one).equals(model.relationKey(other));
  }

  /// Whether a column is made by the run that is looked at.
  boolean isFresh(Relation.Column column) {
    return model.isFresh(column.born());
  }
}

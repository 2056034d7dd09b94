package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.lint.model.TableSize.Weight;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.Optional;

/// A table that a statement affects.
///
/// @param name the name in the statement
/// @param relation the table in the model, if it is known
/// @param age whether the table can be in use
/// @param weight the time that an operation on the whole table takes
record AffectedTable(Name name, Optional<Relation> relation, Age age, Weight weight) {
  /// Whether an object can be in use.
  enum Age {
    /// Created by the checked run.
    FRESH,
    OLD
  }

  boolean isFresh() {
    return age == Age.FRESH;
  }

  boolean isPartitioned() {
    return relation.filter(Relation::isPartitioned).isPresent();
  }

  Optional<Relation.Column> column(String column) {
    return relation.flatMap(found -> found.column(column));
  }

  String sql() {
    return name.sql();
  }

  /// The size of the table as the end of a sentence; empty if it is not known.
  String size() {
    return relation.flatMap(Relation::size).map(size -> " (%s)".formatted(size.title())).orElse("");
  }
}

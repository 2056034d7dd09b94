package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.lint.model.TableSize.Weight;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.Optional;

/// A table that a statement is about.
///
/// @param name as the statement writes it
/// @param relation what is known of it
/// @param age whether anybody can be using it
/// @param weight how long work on all of it takes
record AffectedTable(Name name, Optional<Relation> relation, Age age, Weight weight) {
  /// Whether anybody can be using a thing.
  enum Age {
    /// The run that is looked at makes it.
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

  /// The end of a sentence that says how large the table is, where that is known.
  String size() {
    return relation.flatMap(Relation::size).map(size -> " (%s)".formatted(size.title())).orElse("");
  }
}

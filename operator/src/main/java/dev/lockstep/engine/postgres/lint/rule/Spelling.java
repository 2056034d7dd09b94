package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.sql.Name;
import org.jspecify.annotations.Nullable;

/// A name as written in a script, regardless of its position.
///
/// @param schema the schema that qualifies the name
record Spelling(@Nullable String schema, String text) {
  static Spelling of(Name name) {
    return new Spelling(name.schema(), name.text());
  }
}

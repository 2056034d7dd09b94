package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.sql.Name;
import org.jspecify.annotations.Nullable;

/// A name as a script writes it, wherever it stands.
///
/// @param schema the schema that it is qualified with
record Spelling(@Nullable String schema, String text) {
  static Spelling of(Name name) {
    return new Spelling(name.schema(), name.text());
  }
}

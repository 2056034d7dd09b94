package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.TokenCursor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kind of an object in a CREATE, ALTER or DROP statement.
public enum ObjectKind {
  TABLE,
  VIEW,
  MATERIALIZED_VIEW,
  FOREIGN_TABLE,
  INDEX,
  SEQUENCE,
  FUNCTION,
  PROCEDURE,
  AGGREGATE,
  TYPE,
  DOMAIN,
  SCHEMA,
  EXTENSION,
  TRIGGER,
  POLICY,
  RULE,
  STATISTICS,
  DATABASE,
  TABLESPACE,
  SUBSCRIPTION;

  /// The kind as SQL keywords.
  public String sql() {
    return name().replace('_', ' ');
  }

  /// The kind as words of a sentence.
  public String title() {
    return sql().toLowerCase(Locale.ROOT);
  }

  /// Whether objects of the kind contain rows.
  public boolean isStored() {
    return this == TABLE || this == MATERIALIZED_VIEW || this == FOREIGN_TABLE;
  }

  /// Whether an application's statements can name objects of the kind.
  boolean isNamedInQueries() {
    return this == SCHEMA || this == EXTENSION || this == SEQUENCE;
  }

  /// Consumes the words of a kind; null if no kind is next.
  static @Nullable ObjectKind take(TokenCursor words) {
    if (words.take("materialized", "view")) {
      return MATERIALIZED_VIEW;
    }
    if (words.take("foreign", "table")) {
      return FOREIGN_TABLE;
    }
    if (words.take("routine")) {
      return FUNCTION;
    }
    for (ObjectKind kind : values()) {
      if (words.take(kind.name().toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    return null;
  }
}

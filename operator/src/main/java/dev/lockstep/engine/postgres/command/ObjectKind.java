package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.TokenCursor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kinds of objects that CREATE, ALTER and DROP name.
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

  /// The words in SQL.
  public String sql() {
    return name().replace('_', ' ');
  }

  /// The words in a sentence.
  public String title() {
    return sql().toLowerCase(Locale.ROOT);
  }

  /// Whether it has rows.
  public boolean isStored() {
    return this == TABLE || this == MATERIALIZED_VIEW || this == FOREIGN_TABLE;
  }

  /// Whether a statement of an application can name it.
  boolean isNamedInQueries() {
    return this == SCHEMA || this == EXTENSION || this == SEQUENCE;
  }

  /// Goes past the words of a kind; null when none is next.
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

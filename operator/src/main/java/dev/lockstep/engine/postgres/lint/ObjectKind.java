package dev.lockstep.engine.postgres.lint;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The kinds of objects that DROP and RENAME name.
enum ObjectKind {
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
  DATABASE;

  /// The words in SQL.
  String sql() {
    return name().replace('_', ' ');
  }

  /// The words in a sentence.
  String title() {
    return sql().toLowerCase(Locale.ROOT);
  }

  /// Whether it has rows.
  boolean isStored() {
    return this == TABLE || this == MATERIALIZED_VIEW || this == FOREIGN_TABLE;
  }

  /// Goes past the words of a kind; null when none is next.
  static @Nullable ObjectKind take(Words words) {
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

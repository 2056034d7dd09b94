package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.command.SqlType;
import java.util.List;
import java.util.Set;

/// The work that the server must do on a table when a column's type changes.
enum TypeChange {
  /// Only an update of the catalog.
  NOTHING,
  /// Rebuild the indexes on the column.
  INDEXES,
  /// Rewrite the table if the session's time zone is not UTC; otherwise rebuild the indexes.
  ZONE,
  /// Rewrite the table and all of its indexes.
  REWRITE;

  /// Types with a length, whose values stay the same if the length grows.
  private static final Set<String> WIDENING = Set.of("varchar", "varbit");

  private static final Set<String> FRACTIONS =
      Set.of("timestamp", "timestamptz", "time", "timetz", "interval");

  private static final int FULL_PRECISION = 6;

  /// The work for a change between two types, by PostgreSQL's binary-coercible casts and its rules
  /// for modifiers, which have not changed since version 14.
  static TypeChange of(SqlType before, SqlType after) {
    if (before.equals(after)) {
      return NOTHING;
    }
    if (before.isArray() || after.isArray()) {
      return REWRITE;
    }
    if (before.name().equals(after.name())) {
      return widens(before, after) ? NOTHING : REWRITE;
    }
    return otherName(before, after);
  }

  private static boolean widens(SqlType before, SqlType after) {
    List<Integer> old = before.modifiers();
    List<Integer> now = after.modifiers();
    if (WIDENING.contains(before.name())) {
      return now.isEmpty() || (!old.isEmpty() && now.getFirst() >= old.getFirst());
    }
    if (FRACTIONS.contains(before.name())) {
      return precision(now) >= precision(old);
    }
    if (before.name().equals("numeric")) {
      return now.isEmpty()
          || (!old.isEmpty() && now.getFirst() >= old.getFirst() && scale(now) == scale(old));
    }
    return false;
  }

  private static int precision(List<Integer> modifiers) {
    return modifiers.isEmpty() ? FULL_PRECISION : modifiers.getFirst();
  }

  private static int scale(List<Integer> modifiers) {
    return modifiers.size() > 1 ? modifiers.get(1) : 0;
  }

  private static TypeChange otherName(SqlType before, SqlType after) {
    boolean unlimited = after.modifiers().isEmpty();
    return switch (before.name() + " " + after.name()) {
      case "varchar text" -> NOTHING;
      case "text varchar" -> unlimited ? NOTHING : REWRITE;
      case "timestamp timestamptz", "timestamptz timestamp" ->
          precision(after.modifiers()) == FULL_PRECISION ? ZONE : REWRITE;
      case "cidr inet" -> NOTHING;
      case "citext text", "text citext", "bit varbit", "xml text" -> unlimited ? INDEXES : REWRITE;
      case "citext varchar", "varchar citext" -> unlimited ? INDEXES : REWRITE;
      default -> REWRITE;
    };
  }
}

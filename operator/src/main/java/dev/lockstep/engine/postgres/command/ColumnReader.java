package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.ColumnDefinition.Origin;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.command.TableConstraint.State;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses column definitions and constraints.
public final class ColumnReader {
  /// The words that can follow a column's type.
  private static final Set<String> CLAUSES =
      Set.of(
          "constraint",
          "not",
          "null",
          "default",
          "primary",
          "unique",
          "references",
          "check",
          "generated",
          "collate",
          "using",
          "storage",
          "compression",
          "deferrable",
          "initially",
          "enforced");

  /// How many tokens after a constraint its state is searched for: it follows the actions of a
  /// foreign key, which name columns.
  private static final int STATE = 200;

  private ColumnReader() {}

  /// `name type [clauses]`; null if it does not begin with a name.
  static @Nullable ColumnDefinition column(TokenCursor words) {
    int offset = words.offset();
    String name = words.identifier();
    if (name == null) {
      return null;
    }
    SqlType type = SqlType.of(words.until(CLAUSES));
    var constraints = new ArrayList<TableConstraint>();
    List<Token> defaultValue = List.of();
    Origin origin = Origin.WRITTEN;
    while (!words.atEnd()) {
      if (words.take("default")) {
        defaultValue = words.until(CLAUSES);
      } else if (words.take("generated")) {
        origin = origin(words);
      } else {
        TableConstraint constraint = columnConstraint(words, name);
        if (constraint != null) {
          constraints.add(constraint);
        }
      }
    }
    return new ColumnDefinition(name, type, defaultValue, constraints, origin, offset);
  }

  private static Origin origin(TokenCursor words) {
    words.take("always");
    words.take("by", "default");
    words.take("as");
    if (words.take("identity")) {
      words.parentheses();
      return Origin.IDENTITY;
    }
    words.parentheses();
    boolean stored = words.take("stored");
    words.take("virtual");
    return stored ? Origin.STORED : Origin.VIRTUAL;
  }

  private static @Nullable TableConstraint columnConstraint(TokenCursor words, String column) {
    int offset = words.offset();
    String name = words.take("constraint") ? words.identifier() : null;
    List<String> self = List.of(column);
    if (words.take("not", "null")) {
      return simple(Kind.NOT_NULL, name, self, offset);
    }
    if (words.take("primary", "key")) {
      return simple(Kind.PRIMARY_KEY, name, self, offset);
    }
    if (words.take("unique")) {
      return simple(Kind.UNIQUE, name, self, offset);
    }
    if (words.take("check")) {
      Condition condition = Condition.of(words.parentheses());
      return new TableConstraint(
          Kind.CHECK, name, List.of(), condition, null, null, state(words), offset);
    }
    if (words.take("references")) {
      Name table = words.name();
      words.parentheses();
      skipReferenceActions(words);
      return new TableConstraint(
          Kind.FOREIGN_KEY, name, self, Condition.NONE, table, null, State.VALID, offset);
    }
    words.take();
    return null;
  }

  private static void skipReferenceActions(TokenCursor words) {
    while (words.at("match") || words.at("on")) {
      if (words.take("match")) {
        words.take();
      } else {
        words.take();
        words.take();
        if (words.take("set") || words.take("no")) {
          words.take();
          words.parentheses();
        } else {
          words.take();
        }
      }
    }
  }

  private static TableConstraint simple(
      Kind kind, @Nullable String name, List<String> columns, int offset) {
    return new TableConstraint(
        kind, name, columns, Condition.NONE, null, null, State.VALID, offset);
  }

  /// Whether the next word begins a table constraint.
  static boolean atConstraint(TokenCursor words) {
    return words.at("constraint")
        || words.at("check")
        || words.at("unique")
        || words.at("primary", "key")
        || words.at("foreign", "key")
        || words.at("exclude")
        || words.at("not", "null");
  }

  /// `[CONSTRAINT name] CHECK (...) | UNIQUE ... | PRIMARY KEY ... | FOREIGN KEY ... | EXCLUDE ...
  /// | NOT NULL column`; null for anything else.
  public static @Nullable TableConstraint constraint(TokenCursor words) {
    int offset = words.offset();
    String name = words.take("constraint") ? words.identifier() : null;
    if (words.take("check")) {
      Condition condition = Condition.of(words.parentheses());
      return new TableConstraint(
          Kind.CHECK, name, List.of(), condition, null, null, state(words), offset);
    }
    if (words.take("unique")) {
      return withIndex(Kind.UNIQUE, name, words, offset);
    }
    if (words.take("primary", "key")) {
      return withIndex(Kind.PRIMARY_KEY, name, words, offset);
    }
    if (words.take("foreign", "key")) {
      List<String> columns = words.identifiers();
      Name table = words.take("references") ? words.name() : null;
      return new TableConstraint(
          Kind.FOREIGN_KEY, name, columns, Condition.NONE, table, null, state(words), offset);
    }
    if (words.take("not", "null")) {
      String column = words.identifier();
      List<String> columns = column == null ? List.of() : List.of(column);
      return new TableConstraint(
          Kind.NOT_NULL, name, columns, Condition.NONE, null, null, state(words), offset);
    }
    return words.take("exclude") ? simple(Kind.EXCLUDE, name, List.of(), offset) : null;
  }

  private static TableConstraint withIndex(
      Kind kind, @Nullable String name, TokenCursor words, int offset) {
    if (words.take("nulls")) {
      words.take("not");
      words.take("distinct");
    }
    String index = words.take("using", "index") ? words.identifier() : null;
    return new TableConstraint(
        kind, name, words.identifiers(), Condition.NONE, null, index, State.VALID, offset);
  }

  private static State state(TokenCursor words) {
    // Only the tokens nearby are searched, because a table may have any number of constraints.
    TokenCursor near = words.near(STATE);
    if (near.ahead("not", "enforced")) {
      return State.NOT_ENFORCED;
    }
    return near.ahead("not", "valid") ? State.NOT_VALID : State.VALID;
  }
}

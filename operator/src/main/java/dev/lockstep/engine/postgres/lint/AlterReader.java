package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableAction.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what follows ALTER.
final class AlterReader {
  private AlterReader() {}

  static Command read(Words words) {
    ObjectKind kind = ObjectKind.take(words);
    if (kind == null) {
      return new Command.Other();
    }
    words.take("if", "exists");
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> relation(words);
      case TYPE -> type(words);
      case TRIGGER, POLICY, EXTENSION, DATABASE -> new Command.Other();
      case INDEX, SEQUENCE, FUNCTION, PROCEDURE, AGGREGATE, DOMAIN, SCHEMA -> renamed(kind, words);
    };
  }

  private static Command renamed(ObjectKind kind, Words words) {
    Name name = words.name();
    words.parentheses();
    return name == null ? new Command.Other() : rename(kind, name, words);
  }

  private static Command rename(ObjectKind kind, Name name, Words words) {
    String to = words.take("rename", "to") ? words.identifier() : null;
    return to == null ? new Command.Other() : new Command.Rename(kind, name, to);
  }

  private static Command type(Words words) {
    Name name = words.name();
    if (name == null) {
      return new Command.Other();
    }
    if (words.take("add", "value")) {
      words.take("if", "not", "exists");
      return new Command.AddEnumValue(name, Literals.text(words.take()));
    }
    if (words.take("rename", "value")) {
      String label = Literals.text(words.take());
      words.take("to");
      return new Command.RenameEnumValue(name, label, Literals.text(words.take()));
    }
    return rename(ObjectKind.TYPE, name, words);
  }

  private static Command relation(Words words) {
    if (words.at("all", "in", "tablespace")) {
      return new Command.Other();
    }
    Name table = words.relation();
    if (table == null) {
      return new Command.Other();
    }
    var actions = new ArrayList<TableAction.Placed>();
    for (List<SqlLexeme> part : Words.split(words.rest())) {
      if (!part.isEmpty()) {
        actions.add(
            new TableAction.Placed(
                action(new Words(part)), part.getFirst().offset(), part.getLast().end()));
      }
    }
    return new Command.AlterTable(table, actions);
  }

  private static TableAction action(Words words) {
    String verb =
        words.takeOneOf(
            "add",
            "drop",
            "alter",
            "rename",
            "validate",
            "attach",
            "detach",
            "disable",
            "enable",
            "set");
    if (verb == null) {
      return new TableAction.Other();
    }
    return switch (verb) {
      case "add" -> add(words);
      case "drop" -> drop(words);
      case "alter" -> alter(words);
      case "rename" -> rename(words);
      case "validate" ->
          named(words.take("constraint") ? words : null, TableAction.ValidateConstraint::new);
      case "attach" -> attach(words);
      case "detach" -> detach(words);
      case "disable" -> disable(words);
      case "enable" ->
          words.at("row", "level", "security")
              ? new TableAction.EnableRowSecurity()
              : new TableAction.Other();
      default -> set(words);
    };
  }

  private interface Maker {
    TableAction of(String name);
  }

  private static TableAction named(@Nullable Words words, Maker maker) {
    String name = words == null ? null : words.identifier();
    return name == null ? new TableAction.Other() : maker.of(name);
  }

  private static TableAction add(Words words) {
    if (ColumnReader.atConstraint(words)) {
      TableConstraint constraint = ColumnReader.constraint(words);
      return constraint == null
          ? new TableAction.Other()
          : new TableAction.AddConstraint(constraint);
    }
    words.take("column");
    Existing existing = words.take("if", "not", "exists") ? Existing.SKIPPED : Existing.FAILS;
    ColumnDefinition column = ColumnReader.column(words);
    return column == null ? new TableAction.Other() : new TableAction.AddColumn(column, existing);
  }

  private static TableAction drop(Words words) {
    boolean constraint = words.take("constraint");
    if (!constraint) {
      words.take("column");
    }
    words.take("if", "exists");
    boolean cascade = words.ahead("cascade");
    return constraint
        ? named(words, name -> new TableAction.DropConstraint(name, cascade))
        : named(words, name -> new TableAction.DropColumn(name, cascade));
  }

  private static TableAction alter(Words words) {
    if (words.at("constraint")) {
      return new TableAction.Other();
    }
    words.take("column");
    String column = words.identifier();
    if (column == null) {
      return new TableAction.Other();
    }
    if (words.take("set", "data", "type") || words.take("type")) {
      SqlType type = SqlType.of(words.until(Set.of("using", "collate")));
      List<SqlLexeme> using = words.skipPast("using") ? words.rest() : List.of();
      return new TableAction.ChangeType(column, type, using);
    }
    if (words.take("set", "not", "null")) {
      return new TableAction.SetNotNull(column);
    }
    if (words.take("drop", "not", "null")) {
      return new TableAction.DropNotNull(column);
    }
    if (words.take("set", "default")) {
      return new TableAction.SetDefault(column, words.rest());
    }
    if (words.take("drop", "default")) {
      return new TableAction.DropDefault(column);
    }
    return words.take("set", "expression")
        ? new TableAction.SetExpression(column)
        : new TableAction.Other();
  }

  private static TableAction rename(Words words) {
    if (words.take("to")) {
      return named(words, TableAction.RenameRelation::new);
    }
    boolean constraint = words.take("constraint");
    if (!constraint) {
      words.take("column");
    }
    String from = words.identifier();
    String to = words.take("to") ? words.identifier() : null;
    if (from == null || to == null) {
      return new TableAction.Other();
    }
    return constraint
        ? new TableAction.RenameConstraint(from, to)
        : new TableAction.RenameColumn(from, to);
  }

  private static TableAction attach(Words words) {
    Name partition = words.take("partition") ? words.name() : null;
    return partition == null
        ? new TableAction.Other()
        : new TableAction.Attach(partition, words.rest());
  }

  private static TableAction detach(Words words) {
    Name partition = words.take("partition") ? words.name() : null;
    boolean waits = words.at("concurrently") || words.at("finalize");
    return partition == null
        ? new TableAction.Other()
        : new TableAction.Detach(partition, waits ? Build.CONCURRENTLY : Build.BLOCKING);
  }

  private static TableAction disable(Words words) {
    if (!words.take("trigger") || words.atEnd()) {
      return new TableAction.Other();
    }
    return new TableAction.DisableTrigger(words.take().text());
  }

  private static TableAction set(Words words) {
    if (words.take("schema")) {
      return named(words, TableAction.SetSchema::new);
    }
    String what = words.takeOneOf("logged", "unlogged", "tablespace");
    if (what == null) {
      what = words.take("access", "method") ? "access method" : null;
    }
    return what == null
        ? new TableAction.Other()
        : new TableAction.Rewrite("SET " + what.toUpperCase(Locale.ROOT));
  }
}

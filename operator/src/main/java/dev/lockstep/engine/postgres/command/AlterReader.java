package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.PlainCommand.AlterSubscription.Verb;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses an ALTER statement after its first word.
final class AlterReader {
  private static final String[] VERBS = {
    "add",
    "drop",
    "alter",
    "rename",
    "validate",
    "attach",
    "detach",
    "disable",
    "enable",
    "set",
    "reset",
    "cluster"
  };

  private AlterReader() {}

  static SqlCommand read(TokenCursor words) {
    ObjectKind kind = ObjectKind.take(words);
    if (kind == null) {
      return new PlainCommand.Other();
    }
    if (kind == ObjectKind.SUBSCRIPTION) {
      return subscription(words);
    }
    words.take("if", "exists");
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> relation(kind, words);
      case TYPE -> type(words);
      case TRIGGER, POLICY, RULE, STATISTICS, EXTENSION, DATABASE, TABLESPACE, SUBSCRIPTION ->
          new PlainCommand.AlterObject(kind);
      case INDEX, SEQUENCE, FUNCTION, PROCEDURE, AGGREGATE, DOMAIN, SCHEMA -> renamed(kind, words);
    };
  }

  private static SqlCommand renamed(ObjectKind kind, TokenCursor words) {
    Name name = words.name();
    words.parentheses();
    if (kind == ObjectKind.INDEX && words.at("attach", "partition")) {
      return new PlainCommand.AttachIndex();
    }
    return name == null ? new PlainCommand.AlterObject(kind) : rename(kind, name, words);
  }

  private static SqlCommand rename(ObjectKind kind, Name name, TokenCursor words) {
    String to = words.take("rename", "to") ? words.identifier() : null;
    return to == null ? new PlainCommand.AlterObject(kind) : new SqlCommand.Rename(kind, name, to);
  }

  private static SqlCommand type(TokenCursor words) {
    Name name = words.name();
    if (name == null) {
      return new PlainCommand.Other();
    }
    if (words.take("add", "value")) {
      words.take("if", "not", "exists");
      return new SqlCommand.AddEnumValue(name, words.take().value());
    }
    if (words.take("rename", "value")) {
      String label = words.take().value();
      words.take("to");
      return new SqlCommand.RenameEnumValue(name, label, words.take().value());
    }
    return rename(ObjectKind.TYPE, name, words);
  }

  private static SqlCommand subscription(TokenCursor words) {
    Name name = words.name();
    String verb = words.takeOneOf("add", "drop");
    if (name == null || verb == null || !words.take("publication")) {
      return new PlainCommand.AlterObject(ObjectKind.SUBSCRIPTION);
    }
    return new PlainCommand.AlterSubscription(
        name, verb.equals("add") ? Verb.ADD : Verb.DROP, words.names());
  }

  private static SqlCommand relation(ObjectKind kind, TokenCursor words) {
    if (words.at("all", "in", "tablespace")) {
      return new PlainCommand.AlterObject(kind);
    }
    Name table = words.relation();
    if (table == null) {
      return new PlainCommand.AlterObject(kind);
    }
    var actions = new ArrayList<TableAction.Placed>();
    for (List<Token> part : TokenCursor.split(words.rest())) {
      if (!part.isEmpty()) {
        actions.add(
            new TableAction.Placed(
                action(new TokenCursor(part)), part.getFirst().offset(), part.getLast().end()));
      }
    }
    return new SqlCommand.AlterTable(kind, table, actions);
  }

  private static TableAction action(TokenCursor words) {
    String verb = words.takeOneOf(VERBS);
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
      case "enable" -> enable(words);
      case "reset", "cluster" -> new TableAction.SetParameters();
      default -> set(words);
    };
  }

  private interface Maker {
    TableAction of(String name);
  }

  private static TableAction named(@Nullable TokenCursor words, Maker maker) {
    String name = words == null ? null : words.identifier();
    return name == null ? new TableAction.Other() : maker.of(name);
  }

  private static TableAction add(TokenCursor words) {
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

  private static TableAction drop(TokenCursor words) {
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

  private static TableAction alter(TokenCursor words) {
    if (words.at("constraint")) {
      return new TableAction.Other();
    }
    words.take("column");
    String column = words.identifier();
    if (column == null) {
      return new TableAction.Other();
    }
    return columnAction(column, words);
  }

  private static TableAction columnAction(String column, TokenCursor words) {
    if (words.take("set", "data", "type") || words.take("type")) {
      SqlType type = SqlType.of(words.until(Set.of("using", "collate")));
      List<Token> using = words.skipPast("using") ? words.rest() : List.of();
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
    if (words.take("set", "expression")) {
      return new TableAction.SetExpression(column);
    }
    return words.at("set", "statistics") || words.at("reset") || setsParameters(words)
        ? new TableAction.SetParameters()
        : new TableAction.Other();
  }

  private static TableAction rename(TokenCursor words) {
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

  private static TableAction attach(TokenCursor words) {
    Name partition = words.take("partition") ? words.name() : null;
    return partition == null
        ? new TableAction.Other()
        : new TableAction.Attach(partition, words.rest());
  }

  private static TableAction detach(TokenCursor words) {
    Name partition = words.take("partition") ? words.name() : null;
    if (partition == null) {
      return new TableAction.Other();
    }
    return words.at("finalize")
        ? new TableAction.FinalizeDetach(partition)
        : new TableAction.Detach(
            partition, words.at("concurrently") ? Build.CONCURRENTLY : Build.BLOCKING);
  }

  private static TableAction enable(TokenCursor words) {
    if (words.at("row", "level", "security")) {
      return new TableAction.EnableRowSecurity();
    }
    words.takeOneOf("replica", "always");
    return words.at("trigger") ? new TableAction.EnableTrigger() : new TableAction.Other();
  }

  private static TableAction disable(TokenCursor words) {
    if (!words.take("trigger") || words.atEnd()) {
      return new TableAction.Other();
    }
    return new TableAction.DisableTrigger(words.take().text());
  }

  /// `SET (fillfactor = 70)`.
  private static boolean setsParameters(TokenCursor words) {
    return words.at("set") && words.peek(1).kind() == TokenKind.OPEN;
  }

  private static TableAction set(TokenCursor words) {
    if (words.peek(0).kind() == TokenKind.OPEN || words.at("without", "cluster")) {
      return new TableAction.SetParameters();
    }
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

package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.SqlCommand.CreateIndex;
import dev.lockstep.engine.postgres.command.SqlCommand.CreateTable.Source;
import dev.lockstep.engine.postgres.command.SqlCommand.CreateView.Replaced;
import dev.lockstep.engine.postgres.command.SqlCommand.Persistence;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses a CREATE statement after its first word.
final class CreateReader {
  private static final Set<String> AFTER_DOMAIN =
      Set.of("default", "constraint", "not", "null", "check", "collate");

  private static final List<ObjectKind> OBJECTS =
      List.of(
          ObjectKind.SCHEMA,
          ObjectKind.EXTENSION,
          ObjectKind.SEQUENCE,
          ObjectKind.TRIGGER,
          ObjectKind.RULE,
          ObjectKind.STATISTICS,
          ObjectKind.TABLESPACE,
          ObjectKind.SUBSCRIPTION);

  private CreateReader() {}

  static SqlCommand read(TokenCursor words) {
    Replaced existing = words.take("or", "replace") ? Replaced.REPLACED : Replaced.KEPT;
    if (words.at("unique") || words.at("index")) {
      return orOther(index(words));
    }
    if (words.take("type")) {
      return orOther(type(words));
    }
    if (words.take("domain")) {
      return orOther(domain(words));
    }
    if (words.take("database")) {
      return orOther(database(words));
    }
    ObjectKind object = object(words);
    if (object != null) {
      words.take("if", "not", "exists");
      Name name = words.name();
      return name == null ? new PlainCommand.Other() : new SqlCommand.CreateObject(object, name);
    }
    if (words.take("function") || words.take("procedure")) {
      return orOther(function(words));
    }
    if (words.take("policy")) {
      return orOther(policy(words));
    }
    return orOther(relation(words, existing));
  }

  private static @Nullable ObjectKind object(TokenCursor words) {
    words.take("constraint");
    for (ObjectKind kind : OBJECTS) {
      if (words.take(kind.title())) {
        return kind;
      }
    }
    return null;
  }

  private static SqlCommand orOther(@Nullable SqlCommand command) {
    return command == null ? new PlainCommand.Other() : command;
  }

  private static @Nullable SqlCommand policy(TokenCursor words) {
    Name table = words.skipPast("on") ? words.relation() : null;
    return table == null ? null : new SqlCommand.CreatePolicy(table);
  }

  private static @Nullable SqlCommand database(TokenCursor words) {
    Name name = words.name();
    String template = "template1";
    if (words.skipPast("template")) {
      words.takeSymbol("=");
      Token token = words.take();
      template = token.isName() ? token.name() : token.value();
    }
    return name == null ? null : new PlainCommand.CreateDatabase(name, template);
  }

  private static @Nullable SqlCommand relation(TokenCursor words, Replaced existing) {
    boolean temporary = false;
    boolean more = true;
    while (more) {
      temporary |= words.at("temp") || words.at("temporary");
      more =
          words.takeOneOf(
                  "temp", "temporary", "local", "global", "unlogged", "recursive", "foreign")
              != null;
    }
    if (words.take("materialized", "view")) {
      return view(words, ObjectKind.MATERIALIZED_VIEW, existing);
    }
    if (words.take("view")) {
      return view(words, ObjectKind.VIEW, existing);
    }
    return words.take("table")
        ? table(words, temporary ? Persistence.TEMPORARY : Persistence.PERMANENT)
        : null;
  }

  private static @Nullable SqlCommand view(TokenCursor words, ObjectKind kind, Replaced existing) {
    words.take("if", "not", "exists");
    Name name = words.name();
    return name == null || !words.skipPast("as")
        ? null
        : new SqlCommand.CreateView(name, kind, existing, words.rest());
  }

  private static @Nullable SqlCommand table(TokenCursor words, Persistence persistence) {
    words.take("if", "not", "exists");
    Name name = words.name();
    if (name == null) {
      return null;
    }
    Name parent = words.take("partition", "of") ? words.name() : null;
    var columns = new ArrayList<ColumnDefinition>();
    var constraints = new ArrayList<TableConstraint>();
    var like = new ArrayList<Name>();
    for (List<Token> part : TokenCursor.split(words.parentheses())) {
      element(new TokenCursor(part), columns, constraints, like);
    }
    if (words.take("inherits")) {
      like.addAll(new TokenCursor(words.parentheses()).names());
    }
    Source source = words.ahead("as") ? Source.QUERY : Source.NONE;
    List<String> key = List.of();
    if (words.skipPast("partition") && words.take("by")) {
      words.take();
      key = words.identifiers();
    }
    return new SqlCommand.CreateTable(
        name, persistence, columns, constraints, parent, key, like, source);
  }

  private static void element(
      TokenCursor words,
      List<ColumnDefinition> columns,
      List<TableConstraint> constraints,
      List<Name> like) {
    if (words.take("like")) {
      Name table = words.name();
      if (table != null) {
        like.add(table);
      }
      return;
    }
    if (ColumnReader.atConstraint(words)) {
      TableConstraint constraint = ColumnReader.constraint(words);
      if (constraint != null) {
        constraints.add(constraint);
      }
      return;
    }
    ColumnDefinition column = ColumnReader.column(words);
    if (column != null) {
      columns.add(column);
    }
  }

  private static @Nullable SqlCommand index(TokenCursor words) {
    CreateIndex.Unique unique =
        words.take("unique") ? CreateIndex.Unique.UNIQUE : CreateIndex.Unique.PLAIN;
    if (!words.take("index")) {
      return null;
    }
    Build build = words.take("concurrently") ? Build.CONCURRENTLY : Build.BLOCKING;
    Existing existing = words.take("if", "not", "exists") ? Existing.SKIPPED : Existing.FAILS;
    Name name = words.at("on") ? null : words.name();
    if (!words.take("on")) {
      return null;
    }
    CreateIndex.Reach reach = words.at("only") ? CreateIndex.Reach.ONLY : CreateIndex.Reach.ALL;
    Name table = words.relation();
    if (words.take("using")) {
      words.take();
    }
    return table == null
        ? null
        : new CreateIndex(name, table, unique, build, existing, keys(words), reach);
  }

  private static List<IndexKey> keys(TokenCursor words) {
    var keys = new ArrayList<IndexKey>();
    for (List<Token> part : TokenCursor.split(words.parentheses())) {
      if (!part.isEmpty() && keys.size() < TokenCursor.COLUMNS) {
        var key = new TokenCursor(part);
        String column = key.identifier();
        boolean expression = key.peek(0).kind() == TokenKind.OPEN || key.peek(0).isSymbol(".");
        keys.add(new IndexKey(expression ? null : column));
      }
    }
    return keys;
  }

  private static @Nullable SqlCommand type(TokenCursor words) {
    Name name = words.name();
    if (name == null) {
      return null;
    }
    var labels = new ArrayList<String>();
    if (words.take("as", "enum")) {
      words.parentheses().stream()
          .filter(token -> token.kind() == TokenKind.STRING)
          .forEach(token -> labels.add(token.value()));
    }
    return new SqlCommand.CreateType(name, labels);
  }

  private static @Nullable SqlCommand domain(TokenCursor words) {
    Name name = words.name();
    words.take("as");
    SqlType base = SqlType.of(words.until(AFTER_DOMAIN));
    boolean checked = words.ahead("check") || words.ahead("not", "null");
    return name == null ? null : new SqlCommand.CreateDomain(name, base, checked);
  }

  private static @Nullable SqlCommand function(TokenCursor words) {
    Name name = words.name();
    return name == null
        ? null
        : new SqlCommand.CreateFunction(
            name, words.ahead("security", "definer"), words.ahead("set", "search_path"));
  }
}

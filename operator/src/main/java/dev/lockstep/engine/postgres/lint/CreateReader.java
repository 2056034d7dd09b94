package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlToken;
import dev.lockstep.engine.postgres.lint.Command.CreateIndex;
import dev.lockstep.engine.postgres.lint.Command.Persistence;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableAction.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what follows CREATE.
final class CreateReader {
  private static final Set<String> AFTER_DOMAIN =
      Set.of("default", "constraint", "not", "null", "check", "collate");

  private CreateReader() {}

  static Command read(Words words) {
    words.take("or", "replace");
    if (words.at("unique") || words.at("index")) {
      return orOther(index(words));
    }
    if (words.take("type")) {
      return orOther(type(words));
    }
    if (words.take("domain")) {
      return orOther(domain(words));
    }
    ObjectKind object = object(words);
    if (object != null) {
      words.take("if", "not", "exists");
      Name name = words.name();
      return name == null ? new Command.Other() : new Command.CreateObject(object, name);
    }
    if (words.take("function") || words.take("procedure")) {
      return orOther(function(words));
    }
    if (words.take("policy")) {
      Name table = words.skipPast("on") ? words.relation() : null;
      return table == null ? new Command.Other() : new Command.CreatePolicy(table);
    }
    return orOther(relation(words));
  }

  private static @Nullable ObjectKind object(Words words) {
    if (words.take("schema")) {
      return ObjectKind.SCHEMA;
    }
    if (words.take("extension")) {
      return ObjectKind.EXTENSION;
    }
    return words.take("sequence") ? ObjectKind.SEQUENCE : null;
  }

  private static Command orOther(@Nullable Command command) {
    return command == null ? new Command.Other() : command;
  }

  private static @Nullable Command relation(Words words) {
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
      return view(words, ObjectKind.MATERIALIZED_VIEW);
    }
    if (words.take("view")) {
      return view(words, ObjectKind.VIEW);
    }
    return words.take("table")
        ? table(words, temporary ? Persistence.TEMPORARY : Persistence.PERMANENT)
        : null;
  }

  private static @Nullable Command view(Words words, ObjectKind kind) {
    words.take("if", "not", "exists");
    Name name = words.name();
    return name == null || !words.skipPast("as")
        ? null
        : new Command.CreateView(name, kind, words.rest());
  }

  private static @Nullable Command table(Words words, Persistence persistence) {
    words.take("if", "not", "exists");
    Name name = words.name();
    if (name == null) {
      return null;
    }
    Name parent = words.take("partition", "of") ? words.name() : null;
    var columns = new ArrayList<ColumnDefinition>();
    var constraints = new ArrayList<TableConstraint>();
    var like = new ArrayList<Name>();
    for (List<SqlLexeme> part : Words.split(words.parentheses())) {
      element(new Words(part), columns, constraints, like);
    }
    if (words.take("inherits")) {
      like.addAll(new Words(words.parentheses()).names());
    }
    List<String> key = List.of();
    if (words.skipPast("partition") && words.take("by")) {
      words.take();
      key = words.identifiers();
    }
    return new Command.CreateTable(name, persistence, columns, constraints, parent, key, like);
  }

  private static void element(
      Words words,
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

  private static @Nullable Command index(Words words) {
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
        : new CreateIndex(name, table, unique, build, existing, columns(words), reach);
  }

  private static List<String> columns(Words words) {
    var columns = new ArrayList<String>();
    for (List<SqlLexeme> part : Words.split(words.parentheses())) {
      boolean call = part.size() > 1 && part.get(1).kind() == SqlToken.OPEN;
      if (!part.isEmpty() && part.getFirst().isName() && !call) {
        columns.add(part.getFirst().name());
      }
    }
    return columns;
  }

  private static @Nullable Command type(Words words) {
    Name name = words.name();
    if (name == null) {
      return null;
    }
    var labels = new ArrayList<String>();
    if (words.take("as", "enum")) {
      words.parentheses().stream()
          .filter(token -> token.kind() == SqlToken.STRING)
          .forEach(token -> labels.add(Literals.text(token)));
    }
    return new Command.CreateType(name, labels);
  }

  private static @Nullable Command domain(Words words) {
    Name name = words.name();
    words.take("as");
    SqlType base = SqlType.of(words.until(AFTER_DOMAIN));
    boolean checked = words.ahead("check") || words.ahead("not", "null");
    return name == null ? null : new Command.CreateDomain(name, base, checked);
  }

  private static @Nullable Command function(Words words) {
    Name name = words.name();
    return name == null
        ? null
        : new Command.CreateFunction(
            name, words.ahead("security", "definer"), words.ahead("set", "search_path"));
  }
}

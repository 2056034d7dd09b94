package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.SqlToken;
import dev.lockstep.engine.postgres.lint.Command.Change.Verb;
import dev.lockstep.engine.postgres.lint.Command.SetSearchPath.Span;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableAction.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads a statement. What it does not know is [Command.Other].
final class CommandReader {
  private static final Set<String> AFTER_WHERE = Set.of("returning", "order", "limit");

  private CommandReader() {}

  static Command read(SqlStatement statement) {
    String first = statement.words().isEmpty() ? "" : statement.words().getFirst();
    return switch (first) {
      case "CREATE",
          "ALTER",
          "DROP",
          "REINDEX",
          "REFRESH",
          "TRUNCATE",
          "UPDATE",
          "DELETE",
          "WITH",
          "GRANT",
          "LOCK",
          "VACUUM",
          "CLUSTER",
          "SET",
          "RESET" ->
          read(Words.of(statement.sql()));
      case "SELECT" -> select(statement);
      case "INSERT" -> insert(statement);
      case "COMMENT",
          "ANALYZE",
          "ANALYSE",
          "SHOW",
          "BEGIN",
          "START",
          "COMMIT",
          "END",
          "ROLLBACK",
          "ABORT",
          "SAVEPOINT",
          "RELEASE",
          "DISCARD",
          "NOTIFY",
          "VALUES",
          "TABLE",
          "EXPLAIN" ->
          new Command.Harmless();
      default -> new Command.Other();
    };
  }

  private static Command read(Words words) {
    String verb = words.take().name();
    return switch (verb) {
      case "create" -> CreateReader.read(words);
      case "alter" -> AlterReader.read(words);
      case "drop" -> drop(words);
      case "reindex" -> reindex(words);
      case "refresh" -> refresh(words);
      case "truncate" -> truncate(words);
      case "update" -> change(Verb.UPDATE, words, 0);
      case "delete" -> change(Verb.DELETE, words, 0);
      case "with" -> with(words);
      case "grant" -> grant(words);
      case "lock" -> lock(words);
      case "vacuum" -> vacuum(words);
      case "cluster" -> cluster(words);
      case "set" -> set(words);
      case "reset" ->
          words.at("search_path") || words.at("all")
              ? new Command.SetSearchPath(List.of(), Span.RESET)
              : new Command.Harmless();
      default -> new Command.Other();
    };
  }

  private static Command drop(Words words) {
    ObjectKind kind = ObjectKind.take(words);
    if (kind == null) {
      return new Command.Other();
    }
    Build build = words.take("concurrently") ? Build.CONCURRENTLY : Build.BLOCKING;
    Existing existing = words.take("if", "exists") ? Existing.SKIPPED : Existing.FAILS;
    var names = new ArrayList<Name>();
    do {
      Name name = words.name();
      if (name != null) {
        names.add(name);
      }
      words.parentheses();
    } while (words.takeSymbol(","));
    return new Command.Drop(kind, names, build, existing, words.ahead("cascade"));
  }

  private static Command reindex(Words words) {
    List<SqlLexeme> options = words.parentheses();
    boolean concurrently = options.stream().anyMatch(token -> token.isWord("concurrently"));
    String what = words.takeOneOf("index", "table", "schema", "database", "system");
    concurrently |= words.take("concurrently");
    return what == null
        ? new Command.Other()
        : new Command.Reindex(
            what, words.name(), concurrently ? Build.CONCURRENTLY : Build.BLOCKING);
  }

  private static Command refresh(Words words) {
    words.take("materialized", "view");
    Build build = words.take("concurrently") ? Build.CONCURRENTLY : Build.BLOCKING;
    Name view = words.name();
    boolean empty = words.ahead("with", "no", "data");
    return view == null || empty ? new Command.Other() : new Command.Refresh(view, build);
  }

  private static Command truncate(Words words) {
    words.take("table");
    return new Command.Truncate(words.names(), words.ahead("cascade"));
  }

  private static Command with(Words words) {
    int offset = words.offset();
    boolean changes = words.ahead("update") || words.ahead("delete");
    if (!changes || words.ahead("select") || words.ahead("insert")) {
      return words.ahead("insert") ? new Command.Other() : new Command.Harmless();
    }
    if (words.ahead("update")) {
      words.skipPast("update");
      return change(Verb.UPDATE, words, offset);
    }
    words.skipPast("delete");
    return change(Verb.DELETE, words, offset);
  }

  private static Command change(Verb verb, Words words, int offset) {
    words.take("from");
    Name table = words.relation();
    if (table == null) {
      return new Command.Other();
    }
    List<SqlLexeme> where = words.skipPast("where") ? words.until(AFTER_WHERE) : List.of();
    return new Command.Change(verb, table, where, offset);
  }

  private static Command grant(Words words) {
    int offset = words.offset();
    String privileges = words(words.until(Set.of("on", "to")));
    String object = words.take("on") ? words(words.until(Set.of("to"))) : "";
    boolean toPublic = words.take("to") && words.ahead("public");
    return toPublic && !object.isEmpty()
        ? new Command.GrantToPublic(privileges, object, offset)
        : new Command.Other();
  }

  private static String words(List<SqlLexeme> tokens) {
    return tokens.stream().map(SqlLexeme::text).collect(Collectors.joining(" "));
  }

  private static Command lock(Words words) {
    words.take("table");
    List<Name> tables = words.names();
    String mode = words.take("in") ? words(words.until(Set.of("mode"))) : "ACCESS EXCLUSIVE";
    return new Command.Lock(tables, mode.toUpperCase(Locale.ROOT));
  }

  private static Command vacuum(Words words) {
    List<SqlLexeme> options = words.parentheses();
    boolean full = options.stream().anyMatch(token -> token.isWord("full"));
    for (String option = ""; option != null; ) {
      full |= words.at("full");
      option = words.takeOneOf("full", "freeze", "verbose", "analyze");
    }
    return full ? new Command.Compact("VACUUM FULL", words.names()) : new Command.Harmless();
  }

  private static Command cluster(Words words) {
    words.parentheses();
    words.take("verbose");
    return new Command.Compact("CLUSTER", words.names());
  }

  private static Command set(Words words) {
    Span span = words.take("local") ? Span.TRANSACTION : Span.SESSION;
    words.take("session");
    if (!words.take("search_path")) {
      return new Command.Harmless();
    }
    words.takeSymbol("=");
    words.take("to");
    var schemas = new ArrayList<String>();
    for (SqlLexeme token : words.rest()) {
      if (token.isName() || token.kind() == SqlToken.STRING) {
        schemas.add(token.isName() ? token.name() : Literals.text(token));
      }
    }
    boolean reset = schemas.equals(List.of("default"));
    return reset
        ? new Command.SetSearchPath(List.of(), Span.RESET)
        : new Command.SetSearchPath(schemas, span);
  }

  /// `SELECT set_config('search_path', ...)` as dumps have it; other queries change nothing that
  /// their text tells.
  private static Command select(SqlStatement statement) {
    if (!statement.words().contains("SET_CONFIG")) {
      return new Command.Harmless();
    }
    List<SqlLexeme> strings =
        SqlLexeme.of(statement.sql()).stream()
            .filter(token -> token.kind() == SqlToken.STRING)
            .toList();
    if (strings.size() < 2 || !Literals.text(strings.getFirst()).equals("search_path")) {
      return new Command.Harmless();
    }
    String value = Literals.text(strings.get(1));
    var schemas = new ArrayList<String>();
    for (String schema : value.split(",", -1)) {
      if (!schema.isBlank()) {
        schemas.add(schema.strip());
      }
    }
    boolean local = statement.sql().matches("(?is).*,\\s*(true|'t(rue)?'|'on')\\s*\\).*");
    return new Command.SetSearchPath(schemas, local ? Span.TRANSACTION : Span.SESSION);
  }

  private static Command insert(SqlStatement statement) {
    List<String> words = statement.words();
    if (words.contains("VALUES") && !words.contains("SELECT")) {
      return new Command.Other();
    }
    Words read = Words.of(statement.sql());
    read.take("insert", "into");
    Name table = read.name();
    boolean query = read.ahead("select");
    return table != null && query ? new Command.InsertSelect(table) : new Command.Other();
  }
}

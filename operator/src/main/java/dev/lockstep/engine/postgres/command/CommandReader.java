package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.PlainCommand.Comment.Subject;
import dev.lockstep.engine.postgres.command.PlainCommand.Query.Rows;
import dev.lockstep.engine.postgres.command.SqlCommand.Change.Verb;
import dev.lockstep.engine.postgres.command.SqlCommand.SetSearchPath.Span;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Parses a statement. An unknown statement is [PlainCommand.Other]; if the leading words are
/// sufficient, as for the INSERTs of a data load, the rest is not parsed.
public final class CommandReader {
  private static final Set<String> AFTER_WHERE = Set.of("returning", "order", "limit");

  /// The statements that are parsed beyond their first word.
  private static final Set<String> READ =
      Set.of(
          "CREATE",
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
          "COPY",
          "COMMENT",
          "SET",
          "RESET");

  private static final Set<String> HARMLESS =
      Set.of(
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
          "EXPLAIN");

  private CommandReader() {}

  public static SqlCommand read(SqlStatement statement) {
    String first = statement.words().isEmpty() ? "" : statement.words().getFirst();
    return switch (first) {
      case "SELECT" -> QueryReader.select(statement);
      case "INSERT" -> QueryReader.insert(statement);
      case "MERGE" -> new PlainCommand.Write();
      case "TABLE" -> new PlainCommand.Query(Rows.READ);
      case "ANALYZE", "ANALYSE" -> new PlainCommand.Analyze();
      default -> {
        if (HARMLESS.contains(first)) {
          yield new PlainCommand.Harmless();
        }
        yield READ.contains(first)
            ? read(TokenCursor.of(statement.sql()))
            : new PlainCommand.Other();
      }
    };
  }

  private static SqlCommand read(TokenCursor words) {
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
      case "with" -> QueryReader.with(words);
      case "copy" -> QueryReader.copy(words);
      case "comment" -> comment(words);
      case "grant" -> grant(words);
      case "lock" -> lock(words);
      case "vacuum" -> vacuum(words);
      case "cluster" -> cluster(words);
      case "set" -> set(words);
      case "reset" ->
          words.at("search_path") || words.at("all")
              ? new SqlCommand.SetSearchPath(List.of(), Span.RESET)
              : new PlainCommand.Harmless();
      default -> new PlainCommand.Other();
    };
  }

  private static SqlCommand drop(TokenCursor words) {
    if (words.take("owned")) {
      return new PlainCommand.DropOwned(words.ahead("cascade"));
    }
    ObjectKind kind = ObjectKind.take(words);
    if (kind == null) {
      return new PlainCommand.Other();
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
    return new SqlCommand.Drop(kind, names, build, existing, words.ahead("cascade"));
  }

  private static SqlCommand reindex(TokenCursor words) {
    List<Token> options = words.parentheses();
    boolean concurrently = options.stream().anyMatch(token -> token.isWord("concurrently"));
    String what = words.takeOneOf("index", "table", "schema", "database", "system");
    concurrently |= words.take("concurrently");
    return what == null
        ? new PlainCommand.Other()
        : new SqlCommand.Reindex(
            what, words.name(), concurrently ? Build.CONCURRENTLY : Build.BLOCKING);
  }

  private static SqlCommand refresh(TokenCursor words) {
    words.take("materialized", "view");
    Build build = words.take("concurrently") ? Build.CONCURRENTLY : Build.BLOCKING;
    Name view = words.name();
    if (view == null) {
      return new PlainCommand.Other();
    }
    return words.ahead("with", "no", "data")
        ? new PlainCommand.EmptyView(view)
        : new SqlCommand.Refresh(view, build);
  }

  private static SqlCommand truncate(TokenCursor words) {
    words.take("table");
    return new SqlCommand.Truncate(words.names(), words.ahead("cascade"));
  }

  static SqlCommand change(Verb verb, TokenCursor words, int offset) {
    words.take("from");
    Name table = words.relation();
    if (table == null) {
      return new PlainCommand.Other();
    }
    List<Token> where = words.skipPast("where") ? words.until(AFTER_WHERE) : List.of();
    return new SqlCommand.Change(verb, table, where, offset);
  }

  private static SqlCommand grant(TokenCursor words) {
    int offset = words.offset();
    String privileges = words(words.until(Set.of("on", "to")));
    String object = words.take("on") ? words(words.until(Set.of("to"))) : "";
    boolean toPublic = words.take("to") && words.ahead("public");
    return toPublic && !object.isEmpty()
        ? new SqlCommand.GrantToPublic(privileges, object, offset)
        : new PlainCommand.Other();
  }

  private static String words(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining(" "));
  }

  private static SqlCommand lock(TokenCursor words) {
    words.take("table");
    List<Name> tables = words.names();
    String mode = words.take("in") ? words(words.until(Set.of("mode"))) : "ACCESS EXCLUSIVE";
    return new SqlCommand.Lock(tables, mode.toUpperCase(Locale.ROOT));
  }

  private static SqlCommand vacuum(TokenCursor words) {
    List<Token> options = words.parentheses();
    boolean full = options.stream().anyMatch(token -> token.isWord("full"));
    for (String option = ""; option != null; ) {
      full |= words.at("full");
      option = words.takeOneOf("full", "freeze", "verbose", "analyze");
    }
    return full ? new SqlCommand.Compact("VACUUM FULL", words.names()) : new PlainCommand.Analyze();
  }

  private static SqlCommand comment(TokenCursor words) {
    boolean relation =
        words.take("on")
            && words.takeOneOf(
                    "table", "column", "constraint", "index", "trigger", "view", "rule", "policy")
                != null;
    return new PlainCommand.Comment(relation ? Subject.RELATION : Subject.OTHER);
  }

  private static SqlCommand cluster(TokenCursor words) {
    words.parentheses();
    words.take("verbose");
    return new SqlCommand.Compact("CLUSTER", words.names());
  }

  private static SqlCommand set(TokenCursor words) {
    Span span = words.take("local") ? Span.TRANSACTION : Span.SESSION;
    words.take("session");
    if (!words.take("search_path")) {
      return new PlainCommand.Harmless();
    }
    words.takeSymbol("=");
    words.take("to");
    var schemas = new ArrayList<String>();
    for (Token token : words.rest()) {
      if (token.isName() || token.kind() == TokenKind.STRING) {
        schemas.add(token.isName() ? token.name() : token.value());
      }
    }
    boolean reset = schemas.equals(List.of("default"));
    return reset
        ? new SqlCommand.SetSearchPath(List.of(), Span.RESET)
        : new SqlCommand.SetSearchPath(schemas, span);
  }
}

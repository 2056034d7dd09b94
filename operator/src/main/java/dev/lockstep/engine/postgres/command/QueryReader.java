package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.PlainCommand.Copy.Direction;
import dev.lockstep.engine.postgres.command.PlainCommand.Copy.Endpoint;
import dev.lockstep.engine.postgres.command.PlainCommand.Query.Rows;
import dev.lockstep.engine.postgres.command.SqlCommand.Change.Verb;
import dev.lockstep.engine.postgres.command.SqlCommand.SetSearchPath.Span;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenCursor;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Parses statements that query or change data: SELECT, WITH, INSERT, COPY.
final class QueryReader {
  private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

  /// The words after FOR in a locking clause.
  private static final Set<String> LOCKS = Set.of("update", "no", "share", "key");

  private static final Set<String> TRUE = Set.of("true", "'true'", "'t'", "'on'");

  private QueryReader() {}

  /// A query, or a change of the search path if it is `SELECT set_config('search_path', ...)`,
  /// which dumps contain.
  static SqlCommand select(SqlStatement statement) {
    TokenCursor words = TokenCursor.of(statement.sql());
    return statement.words().contains("SET_CONFIG") && setsPath(words)
        ? path(words)
        : new PlainCommand.Query(rows(words));
  }

  private static List<Token> strings(TokenCursor words) {
    return words.all().stream().filter(token -> token.kind() == TokenKind.STRING).toList();
  }

  private static boolean setsPath(TokenCursor words) {
    List<Token> strings = strings(words);
    return strings.size() >= 2 && strings.getFirst().value().equals("search_path");
  }

  private static SqlCommand path(TokenCursor words) {
    var schemas = new ArrayList<String>();
    for (String schema : strings(words).get(1).value().split(",", -1)) {
      if (!schema.isBlank()) {
        schemas.add(schema.strip());
      }
    }
    return new SqlCommand.SetSearchPath(
        schemas, isLocal(words.all()) ? Span.TRANSACTION : Span.SESSION);
  }

  /// Whether the last argument of a call is true.
  private static boolean isLocal(List<Token> tokens) {
    for (int i = 1; i + 1 < tokens.size(); i++) {
      if (tokens.get(i - 1).isSymbol(",")
          && TRUE.contains(tokens.get(i).text().toLowerCase(Locale.ROOT))
          && tokens.get(i + 1).kind() == TokenKind.CLOSE) {
        return true;
      }
    }
    return false;
  }

  static SqlCommand insert(SqlStatement statement) {
    List<String> words = statement.words();
    if (words.contains("VALUES") && !words.contains("SELECT")) {
      return new PlainCommand.Write();
    }
    TokenCursor read = TokenCursor.of(statement.sql());
    read.take("insert", "into");
    Name table = read.name();
    boolean query = read.ahead("select");
    return table != null && query ? new SqlCommand.InsertSelect(table) : new PlainCommand.Write();
  }

  static SqlCommand with(TokenCursor words) {
    int offset = words.offset();
    boolean changes = words.ahead("update") || words.ahead("delete");
    if (!changes || words.ahead("select") || words.ahead("insert")) {
      return words.ahead("insert") ? new PlainCommand.Write() : new PlainCommand.Query(rows(words));
    }
    if (words.ahead("update")) {
      words.skipPast("update");
      return CommandReader.change(Verb.UPDATE, words, offset);
    }
    words.skipPast("delete");
    return CommandReader.change(Verb.DELETE, words, offset);
  }

  /// How a query uses the rows of tables. It examines the top level and one level of parentheses.
  private static Rows rows(TokenCursor words) {
    boolean from = false;
    boolean changes = false;
    boolean changesOutside = false;
    boolean locks = false;
    int depth = 0;
    List<Token> tokens = words.all();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.nesting();
      if (token.kind() != TokenKind.WORD || depth > 1) {
        continue;
      }
      from |= token.isWord("from");
      if (CHANGES.contains(token.name())) {
        changes |= depth == 1;
        changesOutside |= depth == 0;
      } else if (depth == 0 && token.isWord("for")) {
        locks = i + 1 < tokens.size() && LOCKS.contains(tokens.get(i + 1).name());
      }
    }
    if (!from) {
      return Rows.NONE;
    }
    boolean with = tokens.getFirst().isWord("with");
    if (changes || (with && changesOutside && !locks)) {
      return Rows.CHANGED;
    }
    return locks ? Rows.LOCKED : Rows.READ;
  }

  static SqlCommand copy(TokenCursor words) {
    Direction direction = words.ahead("from") ? Direction.FROM : Direction.TO;
    boolean known = words.skipPast(direction == Direction.FROM ? "from" : "to");
    Endpoint endpoint = Endpoint.CONNECTION;
    if (known && words.at("program")) {
      endpoint = Endpoint.PROGRAM;
    } else if (known && words.peek(0).kind() == TokenKind.STRING) {
      endpoint = Endpoint.FILE;
    }
    return new PlainCommand.Copy(direction, endpoint);
  }
}

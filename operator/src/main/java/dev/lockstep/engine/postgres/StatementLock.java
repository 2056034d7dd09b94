package dev.lockstep.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The strongest lock that a statement takes on a table or index that is there already, as
/// PostgreSQL's documentation says of its commands: told from the text alone, so that what a
/// function, a trigger or a cascade takes besides is not in it. Where a command's lock depends on
/// more than its text, the stronger one is told.
final class StatementLock {
  private static final String COMMA = ",";

  /// The statement's keywords and names outside of parentheses, and the commas between them.
  private final List<String> words;

  private StatementLock(List<String> words) {
    this.words = words;
  }

  /// Empty when the statement locks no table that is there already, or none that its text tells of.
  static Optional<TableLock> of(SqlStatement statement) {
    return new StatementLock(words(statement.sql())).lock();
  }

  private static List<String> words(String sql) {
    var words = new ArrayList<String>();
    var scanner = new SqlScanner(sql, StandardStrings.ON);
    scanner.moveTo(0, sql.length());
    int depth = 0;
    for (SqlToken token = scanner.next(); token != SqlToken.END; token = scanner.next()) {
      switch (token) {
        case OPEN -> depth++;
        case CLOSE -> depth--;
        case WORD -> {
          if (depth == 0) {
            words.add(Ascii.upper(sql, scanner.start(), scanner.end()));
          } else if (depth == 1) {
            words.add("(" + Ascii.upper(sql, scanner.start(), scanner.end()));
          }
        }
        case QUOTED_NAME -> {
          if (depth == 0) {
            words.add(sql.substring(scanner.start(), scanner.end()));
          }
        }
        case SYMBOL -> {
          char symbol = sql.charAt(scanner.start());
          if (depth == 0 && (symbol == ',' || symbol == '.')) {
            words.add(String.valueOf(symbol));
          }
        }
        case SPACE, COMMENT, STRING, VALUE, SEMICOLON, BACKSLASH, END -> {}
      }
    }
    return words;
  }

  private Optional<TableLock> lock() {
    return switch (word(0)) {
      case "SELECT", "WITH" -> has("FROM") ? Optional.of(query()) : Optional.empty();
      case "TABLE" -> Optional.of(TableLock.ACCESS_SHARE);
      case "INSERT", "UPDATE", "DELETE", "MERGE" -> Optional.of(TableLock.ROW_EXCLUSIVE);
      case "COPY" ->
          Optional.of(words.contains("FROM") ? TableLock.ROW_EXCLUSIVE : TableLock.ACCESS_SHARE);
      case "TRUNCATE", "CLUSTER" -> Optional.of(TableLock.ACCESS_EXCLUSIVE);
      case "ANALYZE", "ANALYSE" -> Optional.of(TableLock.SHARE_UPDATE_EXCLUSIVE);
      case "VACUUM" ->
          Optional.of(has("FULL") ? TableLock.ACCESS_EXCLUSIVE : TableLock.SHARE_UPDATE_EXCLUSIVE);
      case "REFRESH" ->
          Optional.of(has("CONCURRENTLY") ? TableLock.EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE);
      case "REINDEX" ->
          Optional.of(
              has("CONCURRENTLY") ? TableLock.SHARE_UPDATE_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE);
      case "LOCK" -> Optional.of(lockTable());
      case "COMMENT" -> comment();
      case "CREATE" -> create();
      case "DROP" -> drop();
      case "ALTER" -> alter();
      default -> Optional.empty();
    };
  }

  private TableLock query() {
    for (String change : List.of("(INSERT", "(UPDATE", "(DELETE", "(MERGE")) {
      if (words.contains(change)) {
        return TableLock.ROW_EXCLUSIVE;
      }
    }
    boolean changes =
        word(0).equals("WITH")
            && words.stream()
                .anyMatch(word -> List.of("INSERT", "UPDATE", "DELETE", "MERGE").contains(word))
            && !locksRows();
    if (changes) {
      return TableLock.ROW_EXCLUSIVE;
    }
    return locksRows() ? TableLock.ROW_SHARE : TableLock.ACCESS_SHARE;
  }

  /// `FOR UPDATE`, `FOR NO KEY UPDATE`, `FOR SHARE`, `FOR KEY SHARE`.
  private boolean locksRows() {
    int at = words.lastIndexOf("FOR");
    return at >= 0 && List.of("UPDATE", "NO", "SHARE", "KEY").contains(word(at + 1));
  }

  private TableLock lockTable() {
    int mode = words.lastIndexOf("MODE");
    int in = words.lastIndexOf("IN");
    if (in < 0 || mode < in) {
      return TableLock.ACCESS_EXCLUSIVE;
    }
    String name = String.join("_", words.subList(in + 1, mode));
    for (TableLock lock : TableLock.values()) {
      if (lock.name().equals(name)) {
        return lock;
      }
    }
    return TableLock.ACCESS_EXCLUSIVE;
  }

  private Optional<TableLock> comment() {
    return switch (word(2)) {
      case "TABLE", "COLUMN", "CONSTRAINT", "INDEX", "TRIGGER", "VIEW", "RULE", "POLICY" ->
          Optional.of(TableLock.SHARE_UPDATE_EXCLUSIVE);
      default -> Optional.empty();
    };
  }

  private Optional<TableLock> create() {
    int at = word(1).equals("OR") ? 3 : 1;
    return switch (word(at)) {
      case "UNIQUE", "INDEX" ->
          Optional.of(has("CONCURRENTLY") ? TableLock.SHARE_UPDATE_EXCLUSIVE : TableLock.SHARE);
      case "TRIGGER", "CONSTRAINT" -> Optional.of(TableLock.SHARE_ROW_EXCLUSIVE);
      case "RULE", "POLICY" -> Optional.of(TableLock.ACCESS_EXCLUSIVE);
      case "STATISTICS" -> Optional.of(TableLock.SHARE_UPDATE_EXCLUSIVE);
      case "VIEW" -> at == 3 ? Optional.of(TableLock.ACCESS_EXCLUSIVE) : Optional.empty();
      case "TABLE", "UNLOGGED", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "FOREIGN" -> createTable();
      default -> Optional.empty();
    };
  }

  private Optional<TableLock> createTable() {
    if (has("PARTITION") && has("OF")) {
      return Optional.of(TableLock.ACCESS_EXCLUSIVE);
    }
    if (words.contains("(REFERENCES")) {
      return Optional.of(TableLock.SHARE_ROW_EXCLUSIVE);
    }
    return words.contains("AS") ? Optional.of(TableLock.ACCESS_SHARE) : Optional.empty();
  }

  private Optional<TableLock> drop() {
    return switch (word(1)) {
      case "TABLE", "VIEW", "MATERIALIZED", "TRIGGER", "RULE", "POLICY", "FOREIGN" ->
          Optional.of(TableLock.ACCESS_EXCLUSIVE);
      case "INDEX" ->
          Optional.of(
              has("CONCURRENTLY") ? TableLock.SHARE_UPDATE_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE);
      case "SCHEMA", "TYPE", "OWNED" ->
          words.contains("CASCADE") ? Optional.of(TableLock.ACCESS_EXCLUSIVE) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<TableLock> alter() {
    return switch (word(1)) {
      case "TABLE" -> Optional.of(alterTable());
      case "INDEX" ->
          Optional.of(
              has("RENAME") || has("ATTACH")
                  ? TableLock.SHARE_UPDATE_EXCLUSIVE
                  : TableLock.ACCESS_EXCLUSIVE);
      case "VIEW", "MATERIALIZED", "TRIGGER", "RULE", "POLICY", "FOREIGN" ->
          Optional.of(TableLock.ACCESS_EXCLUSIVE);
      default -> Optional.empty();
    };
  }

  private TableLock alterTable() {
    int at = 2;
    if (word(at).equals("IF")) {
      at += 2;
    }
    if (word(at).equals("ONLY")) {
      at++;
    }
    at = word(at + 1).equals(".") ? at + 3 : at + 1;
    TableLock strongest = TableLock.ACCESS_SHARE;
    while (at < words.size()) {
      int end = at;
      while (end < words.size() && !words.get(end).equals(COMMA)) {
        end++;
      }
      strongest = strongest.or(action(words.subList(at, end)));
      at = end + 1;
    }
    return strongest == TableLock.ACCESS_SHARE ? TableLock.ACCESS_EXCLUSIVE : strongest;
  }

  /// One action of `ALTER TABLE`, by the page of that command.
  private static TableLock action(List<String> action) {
    String all = String.join(" ", action);
    if (all.startsWith("VALIDATE CONSTRAINT")
        || all.startsWith("CLUSTER ON")
        || all.startsWith("SET WITHOUT CLUSTER")
        || all.startsWith("ATTACH PARTITION")
        || (all.startsWith("DETACH PARTITION")
            && (all.endsWith("CONCURRENTLY") || all.endsWith("FINALIZE")))
        || all.matches("(SET|RESET)( \\(.*)?")
        || all.matches("ALTER (COLUMN )?\\S+ (SET STATISTICS|SET|RESET)( \\(.*)?")) {
      return TableLock.SHARE_UPDATE_EXCLUSIVE;
    }
    boolean foreignKey =
        all.startsWith("ADD") && action.contains("FOREIGN") && action.contains("REFERENCES");
    boolean trigger = all.matches("(ENABLE|DISABLE) ((REPLICA|ALWAYS) )?TRIGGER.*");
    return foreignKey || trigger ? TableLock.SHARE_ROW_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE;
  }

  private boolean has(String word) {
    return words.contains(word) || words.contains("(" + word);
  }

  private String word(int index) {
    return index < words.size() ? words.get(index) : "";
  }
}

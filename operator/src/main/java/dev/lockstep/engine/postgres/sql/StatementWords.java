package dev.lockstep.engine.postgres.sql;

import java.util.List;

/// Determines a statement's kind from its leading words.
record StatementWords(List<String> words) {

  StatementKind kind() {
    return switch (word(0)) {
      case "BEGIN", "START" -> StatementKind.BEGIN;
      case "COMMIT" -> ifPrepared(StatementKind.COMMIT);
      case "END" -> StatementKind.COMMIT;
      case "ABORT" -> StatementKind.ROLLBACK;
      case "ROLLBACK" -> has("TO") ? StatementKind.SAVEPOINT : ifPrepared(StatementKind.ROLLBACK);
      case "SAVEPOINT", "RELEASE" -> StatementKind.SAVEPOINT;
      case "PREPARE" -> prepare();
      case "SET" -> set();
      case "RESET" -> setting(word(1));
      case "LOCK" -> StatementKind.LOCK;
      case "LOAD" -> StatementKind.NEXT_SESSION;
      case "ALTER" -> alter();
      case "CREATE" -> create();
      case "DROP" -> drop();
      case "REINDEX" -> reindex();
      case "VACUUM" -> StatementKind.OUTSIDE_TRANSACTION;
      case "CLUSTER" -> cluster();
      case "DISCARD" -> outsideIf(word(1).equals("ALL"));
      case "CALL", "DO" -> StatementKind.PROCEDURE;
      default -> StatementKind.ORDINARY;
    };
  }

  private StatementKind ifPrepared(StatementKind otherwise) {
    return word(1).equals("PREPARED") ? StatementKind.PREPARED_TRANSACTION : otherwise;
  }

  /// Distinguishes `PREPARE TRANSACTION 'id'` from `PREPARE transaction AS SELECT 1`.
  private StatementKind prepare() {
    return words.size() == 2 && word(1).equals("TRANSACTION")
        ? StatementKind.PREPARED_TRANSACTION
        : StatementKind.ORDINARY;
  }

  private StatementKind set() {
    return switch (word(1)) {
      case "SESSION" ->
          word(2).equals("CHARACTERISTICS")
              ? StatementKind.SET_SESSION_CHARACTERISTICS
              : setting(word(2));
      case "LOCAL" -> setting(word(2));
      default -> setting(word(1));
    };
  }

  private static StatementKind setting(String name) {
    return switch (name) {
      case "TRANSACTION",
          "TRANSACTION_ISOLATION",
          "TRANSACTION_READ_ONLY",
          "TRANSACTION_DEFERRABLE" ->
          StatementKind.SET_TRANSACTION;
      case "CLIENT_ENCODING", "NAMES", "\"client_encoding\"" -> StatementKind.CLIENT_ENCODING;
      default -> StatementKind.ORDINARY;
    };
  }

  private StatementKind alter() {
    return switch (word(1)) {
      case "SYSTEM" -> StatementKind.ALTER_SYSTEM;
      case "DATABASE" -> alterDatabase();
      case "ROLE", "USER" -> {
        boolean inDatabase = word(3).equals("IN") && word(4).equals("DATABASE");
        yield ifChangesSettings(word(inDatabase ? 6 : 3));
      }
      case "TABLE" -> outsideIf(has("DETACH") && has("PARTITION") && has("CONCURRENTLY"));
      case "SUBSCRIPTION" -> outsideIf(has("REFRESH") || has("PUBLICATION"));
      default -> StatementKind.ORDINARY;
    };
  }

  private StatementKind alterDatabase() {
    if (word(3).equals("SET") && word(4).equals("TABLESPACE")) {
      return StatementKind.OUTSIDE_TRANSACTION;
    }
    return ifChangesSettings(word(3));
  }

  private static StatementKind ifChangesSettings(String verb) {
    return verb.equals("SET") || verb.equals("RESET")
        ? StatementKind.NEXT_SESSION
        : StatementKind.ORDINARY;
  }

  private StatementKind create() {
    return switch (word(1)) {
      case "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> StatementKind.OUTSIDE_TRANSACTION;
      case "INDEX" -> outsideIf(word(2).equals("CONCURRENTLY"));
      case "UNIQUE" -> outsideIf(word(2).equals("INDEX") && word(3).equals("CONCURRENTLY"));
      default -> StatementKind.ORDINARY;
    };
  }

  private StatementKind drop() {
    return switch (word(1)) {
      case "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> StatementKind.OUTSIDE_TRANSACTION;
      case "INDEX" -> outsideIf(word(2).equals("CONCURRENTLY"));
      default -> StatementKind.ORDINARY;
    };
  }

  private StatementKind reindex() {
    return outsideIf(has("CONCURRENTLY") || has("DATABASE") || has("SYSTEM") || has("SCHEMA"));
  }

  /// Without a table, `CLUSTER` processes the whole database, with one transaction for each table.
  private StatementKind cluster() {
    return outsideIf(words.size() == 1 || (words.size() == 2 && word(1).equals("VERBOSE")));
  }

  private static StatementKind outsideIf(boolean outside) {
    return outside ? StatementKind.OUTSIDE_TRANSACTION : StatementKind.ORDINARY;
  }

  private boolean has(String word) {
    return words.contains(word);
  }

  private String word(int index) {
    return index < words.size() ? words.get(index) : "";
  }
}

package dev.lockstep.engine.postgres;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Statements whose effect a rollback does not take back, as far as their text tells.
final class Irrevocable {
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(setval|lo_export|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_promote"
              + "|pg_rotate_logfile|pg_switch_wal|pg_file_\\w+|dblink(?:_\\w+)?|pg_logical_emit_message"
              + "|pg_(?:create|drop|copy)_\\w*replication_slot)\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DEFINITION =
      Pattern.compile(
          "CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:FUNCTION|PROCEDURE)\\b", Pattern.CASE_INSENSITIVE);

  /// A `COPY` to a file or program of the server.
  private static final Pattern COPY_OUT =
      Pattern.compile("\\bTO\\s+(?:PROGRAM\\b|E?'|\\$)", Pattern.CASE_INSENSITIVE);

  private Irrevocable() {}

  /// Why a statement is not to be tried in a transaction that is rolled back; null when it may be.
  static @Nullable String reason(SqlStatement statement) {
    // What makes a function does not call what its body calls.
    boolean defines = DEFINITION.matcher(statement.sql()).lookingAt();
    Matcher call = CALL.matcher(statement.sql());
    if (!defines && call.find()) {
      return "a rollback does not take back what %s does".formatted(call.group(1));
    }
    boolean copies = statement.words().getFirst().equals("COPY");
    if (copies && COPY_OUT.matcher(statement.sql()).find()) {
      return "a rollback does not take back what COPY writes on the server";
    }
    if (copies && statement.words().contains("PROGRAM")) {
      return "a rollback does not take back what the program of COPY does";
    }
    return switch (statement.kind()) {
      case SET_TRANSACTION -> "all is tried in one transaction, whose modes are set";
      case CLIENT_ENCODING -> "the encoding stays as it is";
      case BEGIN,
          COMMIT,
          ROLLBACK,
          SAVEPOINT,
          PREPARED_TRANSACTION,
          SET_SESSION_CHARACTERISTICS,
          LOCK,
          COPY_FROM_STDIN,
          COPY_TO_STDOUT,
          NEXT_SESSION,
          ALTER_SYSTEM,
          OUTSIDE_TRANSACTION,
          PROCEDURE,
          ORDINARY ->
          null;
    };
  }
}

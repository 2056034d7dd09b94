package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words for a server that does not take the role or a setting that the user has asked for.
///
/// @param user who connects
/// @param role the role, when one was asked for
record SessionRefusal(String user, @Nullable String role) {

  /// The server does not take the role.
  EngineException ofRole(SQLException error) {
    String name = String.valueOf(role);
    return SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)
        ? failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            "User %s may not work as role %s".formatted(user, name),
            "GRANT %s TO %s".formatted(Sql.identifier(name), Sql.identifier(user)))
        : failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            "The role %s, which the run is to work as, is not taken: %s"
                .formatted(name, SqlFailures.sentence(error)),
            "CREATE ROLE %1$s; GRANT %1$s TO %2$s; or correct the role (--role, spec.database.role)"
                .formatted(Sql.identifier(name), Sql.identifier(user)));
  }

  /// The server does not take a setting.
  EngineException ofSetting(String name, SQLException error) {
    String sentence =
        "The setting %s is not taken: %s".formatted(name, SqlFailures.sentence(error));
    return SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)
        ? failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            sentence,
            "GRANT SET ON PARAMETER %s TO %s (PostgreSQL 15 and newer), or take it out of the settings"
                .formatted(name, Sql.identifier(role == null ? user : role)))
        : failure(
            FailureKind.USAGE,
            error,
            sentence,
            "Correct it (--setting, spec.database.settings); settings of your own have a dot in their name");
  }

  private static EngineException failure(
      FailureKind kind, SQLException error, String sentence, String hint) {
    return new EngineException(
        Failure.ofServer(kind, error.getSQLState(), sentence, hint), List.of(), null, error);
  }
}

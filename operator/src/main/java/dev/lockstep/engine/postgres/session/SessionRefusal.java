package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Describes the failure of a server to accept the role or a setting that the user has chosen.
///
/// @param target the database and the user of the session
/// @param role the chosen role, or null
record SessionRefusal(PostgresTarget target, @Nullable String role) {

  /// The failure to set the role.
  EngineException ofRole(SQLException error) {
    String name = String.valueOf(role);
    return SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)
        ? failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            "%s may not use role %s".formatted(user(), name),
            "GRANT %s TO %s".formatted(Sql.identifier(name), target.grantee()))
        : failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            "cannot set role %s: %s".formatted(name, target.masked(ServerText.of(error).whole())),
            "CREATE ROLE %1$s; GRANT %1$s TO %2$s; or correct the role: %3$s"
                .formatted(Sql.identifier(name), target.grantee(), Setting.ROLE));
  }

  /// The failure to set a parameter.
  EngineException ofSetting(String name, SQLException error) {
    String sentence =
        "cannot set %s: %s".formatted(name, target.masked(ServerText.of(error).whole()));
    return SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)
        ? failure(
            FailureKind.PRIVILEGE_MISSING,
            error,
            sentence,
            "GRANT SET ON PARAMETER %s TO %s (PostgreSQL 15 and newer), or remove it from the settings"
                .formatted(name, role == null ? target.grantee() : Sql.identifier(role)))
        : failure(
            FailureKind.USAGE,
            error,
            sentence,
            "Correct it: %s; names of custom settings contain a dot"
                .formatted(Setting.SESSION_PARAMETER));
  }

  private String user() {
    return target.secrets().user() == null
        ? "User " + target.user()
        : "The user that %s names".formatted(target.secrets().user());
  }

  private static EngineException failure(
      FailureKind kind, SQLException error, String sentence, String hint) {
    return new EngineException(
        Failure.ofServer(kind, error.getSQLState(), sentence, hint), List.of(), null, error);
  }
}

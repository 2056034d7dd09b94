package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks a database for conditions that would make every script fail, before anything is changed.
/// A privilege that only some scripts need is left to the server.
///
/// @param standby whether the server is a standby
/// @param readOnly whether transactions are read-only by default
/// @param user the current user of the session
/// @param useSchema whether the user has USAGE on the schema; null if it does not exist
/// @param createInSchema whether the user may create tables in it; null if it does not exist
/// @param createSchema whether the user may create a schema
/// @param writeHistory whether the user may read and write the history's tables
/// @param foreignOwner an owner of some of the history's tables whose privileges the session lacks;
///   null if there is none
/// @param lockSeen whether this session sees the lock that the other one holds
record Preflight(
    boolean standby,
    boolean readOnly,
    String user,
    @Nullable Boolean useSchema,
    @Nullable Boolean createInSchema,
    boolean createSchema,
    boolean writeHistory,
    @Nullable String foreignOwner,
    boolean lockSeen) {

  /// A query with one row.
  ///
  /// @param schema the schema's name
  /// @param holder the server process that holds the run lock
  static String query(String schema, int holder) {
    return """
        SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only'), current_user,
          pg_catalog.has_schema_privilege(n.oid, 'USAGE'), pg_catalog.has_schema_privilege(n.oid, 'CREATE'),
          pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'), coalesce(t.writable, false), t.owner,
          EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND pid = %d)
        FROM (SELECT 1) one
        LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = %s
        LEFT JOIN LATERAL (
          SELECT pg_catalog.bool_and(CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE')
              ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
                AND pg_catalog.has_table_privilege(c.oid, 'UPDATE') END) AS writable,
            pg_catalog.min(pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text) FILTER (WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')) AS owner
          FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid
            AND c.relname IN ('migration_history', 'migration_attempts', 'migration_history_id_seq')) t
          ON true"""
        .formatted(holder, Sql.literal(schema));
  }

  static Preflight of(Reply reply) {
    List<@Nullable String> row = reply.rows().getFirst();
    return new Preflight(
        isTrue(row.get(0)),
        "on".equals(row.get(1)),
        String.valueOf(row.get(2)),
        row.get(3) == null ? null : isTrue(row.get(3)),
        row.get(4) == null ? null : isTrue(row.get(4)),
        isTrue(row.get(5)),
        isTrue(row.get(6)),
        row.get(7),
        isTrue(row.get(8)));
  }

  private static boolean isTrue(@Nullable String value) {
    return "t".equals(value);
  }

  /// Fails if a condition prevents the run.
  void check(HistoryState state, String schema) {
    if (!lockSeen) {
      throw new EngineException(
          FailureKind.POOLER_DETECTED,
          "the two sessions of the run cannot see each other's locks: they are on different servers, or behind a pooler",
          "Name only the primary, and bypass the pooler or load balancer");
    }
    if (standby) {
      throw new EngineException(
          FailureKind.DATABASE_READ_ONLY,
          "the server is a read-only standby",
          "Name the primary, or all servers: with postgresql://a,b/name Lockstep finds the primary");
    }
    if (readOnly) {
      throw new EngineException(
          FailureKind.DATABASE_READ_ONLY,
          "the database is read-only: default_transaction_read_only is on for user %s in this database"
              .formatted(user),
          "Set it to off; it is set by ALTER DATABASE, ALTER ROLE or the server's configuration");
    }
    privileges(state, schema);
  }

  private void privileges(HistoryState state, String schema) {
    switch (state) {
      case NO_SCHEMA -> {
        if (!createSchema) {
          throw missing(
              "schema %s does not exist, and %s cannot create it".formatted(schema, user),
              "Create it with CREATE SCHEMA %s AUTHORIZATION %s, or GRANT CREATE ON DATABASE to the user"
                  .formatted(Sql.identifier(schema), Sql.identifier(user)));
        }
      }
      case NO_TABLE -> inSchema(schema, Boolean.TRUE.equals(createInSchema));
      case BARE, OUTDATED -> {
        inSchema(schema, Boolean.TRUE.equals(createInSchema));
        if (foreignOwner != null) {
          throw owner(
              schema, "must be upgraded, which only its owner %s can do".formatted(owner()));
        }
      }
      case CURRENT -> {
        inSchema(schema, true);
        if (!writeHistory) {
          throw owner(schema, "cannot be read and written by %s".formatted(user));
        }
      }
    }
  }

  private void inSchema(String schema, boolean mayCreate) {
    if (!Boolean.TRUE.equals(useSchema) || !mayCreate) {
      throw missing(
          "%s cannot create tables in schema %s".formatted(user, schema),
          "GRANT USAGE, CREATE ON SCHEMA %s TO %s"
              .formatted(Sql.identifier(schema), Sql.identifier(user)));
    }
  }

  private String owner() {
    return foreignOwner == null ? user : foreignOwner;
  }

  private EngineException owner(String schema, String trouble) {
    return missing(
        "the history in schema %s %s".formatted(schema, trouble),
        "Run as its owner, role %s: %s, or give its tables to the user: ALTER TABLE ... OWNER TO %s"
            .formatted(owner(), Setting.ROLE, Sql.identifier(user)));
  }

  private static EngineException missing(String sentence, String hint) {
    return new EngineException(FailureKind.PRIVILEGE_MISSING, sentence, hint);
  }
}

package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The error message for one of Lockstep's own statements that failed. The missing privilege, or
/// the event trigger that interfered, is looked up in the catalog, because the server's message
/// need not name it.
///
/// @param schema the schema of the history
public record HistoryFailure(String schema) {
  /// The purpose of the statement.
  public enum Purpose {
    READ,
    WRITE
  }

  private static final String RUN_AGAIN = "Run it again";

  /// The failure of a statement, without queries on its connection.
  public EngineException of(SQLException error) {
    return because(error, "cannot use the history in schema %s: ".formatted(schema), null);
  }

  /// The failure of a statement, with a hint from the catalog.
  public EngineException of(
      @Nullable PgConnection connection, Purpose purpose, SQLException error) {
    String trouble = "cannot use the history in schema %s: ".formatted(schema);
    return because(error, trouble, hint(connection, purpose, error));
  }

  /// The failure to create or upgrade the tables.
  EngineException ofUpgrade(PgConnection connection, SQLException error) {
    String trouble = "cannot create Lockstep's tables in schema %s: ".formatted(schema);
    return because(error, trouble, hint(connection, Purpose.WRITE, error));
  }

  private EngineException because(SQLException error, String trouble, @Nullable String probed) {
    String found = ForeignPart.found(SqlFailures.internalQuery(error));
    if (found != null) {
      return new EngineException(
          FailureKind.HISTORY_UNUSABLE,
          "the history in schema %s was changed while it was being checked: %s"
              .formatted(schema, found),
          "Run the command again; only the owner of the history can change it");
    }
    FailureKind kind = SqlFailures.inHistory(error);
    String hint = probed == null ? hint(kind, error) : probed;
    ServerText words = ServerText.of(error).after(trouble);
    return new EngineException(
        Failure.ofServer(kind, error.getSQLState(), words.shown(), hint)
            .withConfidential(words.confidential()),
        List.of(),
        SqlFailures.confidential(error),
        error);
  }

  private String hint(FailureKind kind, SQLException error) {
    return switch (kind) {
      case SCRIPTS_REFUSED ->
          "In file names, undo SQL and option values, only use characters of the database's encoding";
      case PRIVILEGE_MISSING ->
          "GRANT the missing privilege to the user, or run as the owner of the history: "
              + Setting.ROLE;
      case DATABASE_READ_ONLY -> "Connect to the primary server";
      case HISTORY_UNUSABLE ->
          ServerText.hint(error) == null
              ? "Compare its tables with those of a fresh database, and see the server's log"
              : String.valueOf(ServerText.hint(error));
      default -> RUN_AGAIN;
    };
  }

  private @Nullable String hint(
      @Nullable PgConnection connection, Purpose purpose, SQLException error) {
    FailureKind kind = SqlFailures.inHistory(error);
    boolean asks = kind == FailureKind.PRIVILEGE_MISSING || kind == FailureKind.HISTORY_UNUSABLE;
    if (connection == null || !asks) {
      return null;
    }
    try {
      Pipeline.execute(connection, List.of("ROLLBACK"));
      var statements =
          List.of("BEGIN READ ONLY", "SELECT " + TrustedSearchPath.LOCAL, query(purpose), "COMMIT");
      Reply reply = Pipeline.query(connection, statements).orThrow().at(2);
      return reply.rows().stream()
          .filter(row -> kind == FailureKind.PRIVILEGE_MISSING || isTrigger(row))
          .findFirst()
          .map(HistoryFailure::fix)
          .orElse(null);
    } catch (SQLException _) {
      return null;
    }
  }

  private static boolean isTrigger(List<@Nullable String> row) {
    return row.get(1) == null;
  }

  private static String fix(List<@Nullable String> row) {
    String object = String.valueOf(row.get(0));
    return isTrigger(row)
        ? "An event trigger may have raised this error: exclude migration_* from %1$s, or disable it temporarily with ALTER EVENT TRIGGER %1$s DISABLE (%2$s)"
            .formatted(object, row.get(2))
        : "GRANT %s ON %s TO %s".formatted(row.get(1), object, row.get(2));
  }

  /// A query for the privileges on our tables that the session's role lacks, the most serious
  /// first, and for enabled event triggers. Columns: the object; the privilege, or NULL for a
  /// trigger; the user, or the trigger's function and owner.
  private String query(Purpose purpose) {
    return """
        WITH n AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname = %1$s),
        s AS (SELECT pg_catalog.current_setting('default_tablespace') AS name),
        t AS (SELECT c.oid, c.relname, c.relkind FROM n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
          WHERE c.relname IN ('migration_history', 'migration_attempts', 'migration_catalog', 'migration_history_id_seq')),
        lacks (place, object, privilege) AS (
          SELECT 1, 'DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()), 'CREATE'
          WHERE %2$s AND NOT EXISTS (SELECT FROM n)
            AND NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
          UNION ALL
          SELECT 2, 'SCHEMA ' || pg_catalog.quote_ident(n.nspname), p.name
          FROM n, (VALUES ('USAGE'), ('CREATE')) AS p (name)
          WHERE (p.name = 'USAGE' OR %2$s AND (SELECT pg_catalog.count(*) FROM t) < 4)
            AND NOT pg_catalog.has_schema_privilege(n.oid, p.name)
          UNION ALL
          SELECT 3, 'TABLESPACE ' || pg_catalog.quote_ident(s.name), 'CREATE'
          FROM s JOIN pg_catalog.pg_tablespace y ON y.spcname = s.name
          WHERE %2$s AND NOT pg_catalog.has_tablespace_privilege(y.oid, 'CREATE')
          UNION ALL
          SELECT 4, pg_catalog.concat_ws(' ', CASE t.relkind WHEN 'S' THEN 'SEQUENCE' END,
              pg_catalog.format('%%I.%%I', n.nspname, t.relname)), p.name
          FROM n, t, (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('USAGE')) AS p (name)
          WHERE CASE WHEN t.relkind = 'S' THEN %2$s AND p.name = 'USAGE' AND NOT pg_catalog.has_sequence_privilege(t.oid, 'USAGE')
            ELSE (p.name = 'SELECT' OR %2$s AND p.name <> 'USAGE') AND t.relname <> 'migration_catalog'
              AND (%2$s OR t.relname = 'migration_history')
              AND NOT pg_catalog.has_table_privilege(t.oid, CASE p.name WHEN 'USAGE' THEN 'SELECT' ELSE p.name END) END)
        SELECT l.object, pg_catalog.string_agg(l.privilege, ', '), pg_catalog.quote_ident(current_user), l.place
        FROM lacks l GROUP BY l.object, l.place
        UNION ALL
        SELECT pg_catalog.quote_ident(e.evtname), NULL,
          pg_catalog.format('function %%s, owner %%I', e.evtfoid::pg_catalog.regprocedure, pg_catalog.pg_get_userbyid(e.evtowner)), 5
        FROM pg_catalog.pg_event_trigger e WHERE %2$s AND e.evtenabled IN ('O', 'A') AND e.evtevent <> 'login'
        ORDER BY 4, 1"""
        .formatted(Sql.literal(schema), purpose == Purpose.WRITE);
  }
}

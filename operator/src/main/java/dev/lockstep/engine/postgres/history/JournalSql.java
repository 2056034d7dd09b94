package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements that write and read journals. A journal is the entry `journal` in the details of
/// an attempt.
///
/// @param schema the schema as written in SQL
/// @param keys the keys of the locks
public record JournalSql(String schema, LockKeys keys) {
  /// An expression for an object that exists only in the session, as a phrase, or NULL. The server
  /// creates a session's schema for temporary objects with the first of them; before that there is
  /// nothing to look for.
  private static final String SESSION_OBJECT =
      """
      coalesce(
        CASE WHEN pg_catalog.pg_my_temp_schema() OPERATOR(pg_catalog.<>) 0 THEN coalesce(
          (SELECT 'the temporary table ' OPERATOR(pg_catalog.||) c.relname FROM pg_catalog.pg_class c
           WHERE c.relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()
             AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,v,S,p}') LIMIT 1),
          (SELECT 'the temporary function ' OPERATOR(pg_catalog.||) p.proname FROM pg_catalog.pg_proc p
           WHERE p.pronamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema() LIMIT 1)) END,
        (SELECT 'the prepared statement ' OPERATOR(pg_catalog.||) p.name FROM pg_catalog.pg_prepared_statements p
         WHERE p.from_sql LIMIT 1),
        (SELECT 'the cursor ' OPERATOR(pg_catalog.||) c.name FROM pg_catalog.pg_cursors c WHERE c.is_holdable LIMIT 1))""";

  /// Records a state. The statement also acquires the work lock, because a script can release it;
  /// if another run holds the lock, the statement fails.
  public String note(UUID attempt, JournalState state) {
    JournalState.Started started = state.started();
    return """
        UPDATE %s.migration_attempts SET updated_at = pg_catalog.clock_timestamp(),
          details = CASE WHEN pg_catalog.pg_try_advisory_lock(%d) THEN
            pg_catalog.jsonb_set(details, '{journal}', %s) END
        WHERE migration_id OPERATOR(pg_catalog.=) %s"""
        .formatted(
            schema,
            keys.work(),
            json(state, started, SESSION_OBJECT),
            Sql.literal(attempt.toString()));
  }

  private static String json(
      JournalState state, JournalState.@Nullable Started started, String session) {
    String entry =
        started == null
            ? "NULL"
            : "pg_catalog.jsonb_build_object('digest', %s::pg_catalog.text, 'snapshot', %s::pg_catalog.text)"
                .formatted(Sql.literal(started.digest()), Sql.literal(started.snapshot()));
    return """
        pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('finished', %d, 'digest', %s::pg_catalog.text,
              'started', %s, 'session', %s))"""
        .formatted(state.finished(), Sql.literal(state.digest()), entry, session);
  }

  /// A query for the journals of incomplete scripts: the latest one of each script, unless a later
  /// attempt has succeeded.
  String open() {
    return """
        SELECT DISTINCT ON (a.migration_name) a.migration_name,
          a.details OPERATOR(pg_catalog.#>>) '{journal,finished}',
          a.details OPERATOR(pg_catalog.#>>) '{journal,digest}',
          a.details OPERATOR(pg_catalog.#>>) '{journal,started,digest}',
          a.details OPERATOR(pg_catalog.#>>) '{journal,started,snapshot}',
          a.details OPERATOR(pg_catalog.#>>) '{journal,session}',
          a.details OPERATOR(pg_catalog.->>) 'direction'
        FROM %1$s.migration_attempts a
        WHERE a.status OPERATOR(pg_catalog.<>) 'success' AND a.details OPERATOR(pg_catalog.?) 'journal'
          AND NOT EXISTS (SELECT FROM %1$s.migration_attempts s
            WHERE s.migration_name OPERATOR(pg_catalog.=) a.migration_name
              AND s.status OPERATOR(pg_catalog.=) 'success'
              AND ((s.details OPERATOR(pg_catalog.->>) 'repair') OPERATOR(pg_catalog.=) 'accept-checksum') IS NOT TRUE
              AND s.created_at OPERATOR(pg_catalog.>) a.created_at)
        ORDER BY a.migration_name, a.created_at DESC"""
        .formatted(schema);
  }

  /// The states that were read with [#open()], by their keys.
  static Map<String, JournalState> states(Reply reply) {
    var states = new HashMap<String, JournalState>();
    for (List<@Nullable String> row : reply.rows()) {
      String name = String.valueOf(row.get(0));
      String started = row.get(3);
      states.put(
          row.get(6) == null ? name : JournalState.undoKey(name),
          new JournalState(
              Integer.parseInt(String.valueOf(row.get(1))),
              String.valueOf(row.get(2)),
              started == null ? null : new JournalState.Started(started, row.get(4)),
              row.get(5)));
    }
    return states;
  }

  /// Inserts the audit row in which a user states how many statements of a script are finished.
  public String repair(UUID id, Script script, String runId, JournalState state) {
    String version = script.version().map(SchemaVersion::text).orElse(null);
    return """
        INSERT INTO %s.migration_attempts
          (migration_id, migration_name, version_applied, status, details, applied_by, created_at, updated_at)
        SELECT %s, %s, %s, 'failed',
          pg_catalog.jsonb_build_object('runId', %s::pg_catalog.text, 'kind', 'Repaired',
            'message', %s::pg_catalog.text, 'journal', %s%s),
          session_user, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp()"""
        .formatted(
            schema,
            Sql.literal(id.toString()),
            Sql.literal(script.fileName()),
            Sql.literal(version),
            Sql.literal(runId),
            Sql.literal("repaired: the next run resumes at statement " + (state.finished() + 1)),
            json(state, null, "NULL"),
            script.isUndo() ? ", 'direction', 'rollback'" : "");
  }

  /// The statements that precede a journal entry in the script's own transaction: they set the role
  /// and settings of Lockstep, which end with the transaction.
  ///
  /// @param role the role that runs our statements, or null
  public static List<String> ourselves(@Nullable String role) {
    var statements = new ArrayList<String>();
    statements.add("SELECT " + TrustedSearchPath.LOCAL);
    statements.add("SET LOCAL statement_timeout = 0");
    statements.add("SET LOCAL lock_timeout TO DEFAULT");
    statements.add(
        """
        SELECT CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
          THEN pg_catalog.set_config('transaction_timeout', '0', true) END""");
    statements.add("SET LOCAL SESSION AUTHORIZATION DEFAULT");
    if (role != null) {
      statements.add("SELECT pg_catalog.set_config('role', %s, true)".formatted(Sql.literal(role)));
    }
    return statements;
  }
}

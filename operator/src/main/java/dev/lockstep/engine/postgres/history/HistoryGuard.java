package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.Sql;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Queries that fail if a transaction has left foreign parts in the history's tables, which would
/// break the next run; see [ForeignPartsSql].
///
/// @param schema the schema's name
public record HistoryGuard(String schema) {
  /// The prefix of the query that the server names in a failure of [#guard()].
  static final String MARK = SqlFailures.GUARD_MARK;

  /// The query that the server names in a failure of [#alarm()]; it is no SQL.
  private static final String ALARM = "lockstep";

  /// The separators of a part's values and of parts in such a query.
  static final char VALUE = '\u001f';

  static final char PART = '\u001e';

  /// A query that fails if the current transaction has left such parts. The server names [#MARK]
  /// and the parts as the query of the error. A session that changes a table holds a lock on it
  /// until the end of the transaction; only then does the full check run, because it takes longer
  /// than a script.
  public String guard() {
    return guard(thorough("f.kind <> 'MISSING'"));
  }

  /// A query that fails if the current transaction may have left such parts, without saying which.
  /// It is much shorter than [#guard()], which the caller must send with the same script again.
  public String alarm() {
    return guard(run(Sql.literal(ALARM)));
  }

  /// Whether an error is that of [#alarm()].
  public static boolean isAlarm(SQLException error) {
    return ALARM.equals(SqlFailures.internalQuery(error));
  }

  private String guard(String then) {
    return """
        SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_locks l
            WHERE l.pid = pg_catalog.pg_backend_pid() AND l.relation IN (%1$s)
              AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))
          OR NOT (%2$s)
          THEN %3$s END"""
        .formatted(relations(), writable(), then)
        .replaceAll("\\s+", " ");
  }

  /// The guard without the condition that the current transaction has changed a table.
  public String always() {
    return "SELECT " + thorough("f.kind <> 'MISSING'");
  }

  /// The guard for callers that only read a table whose owner is not trusted.
  String forReading() {
    return "SELECT "
        + thorough("f.tbl = 'migration_history' AND f.kind NOT IN ('MISSING', 'REVOKED', 'OWNER')");
  }

  private String relations() {
    return Stream.of("migration_attempts", "migration_catalog", "migration_history")
        .map(this::regclass)
        .collect(Collectors.joining(", "));
  }

  private String writable() {
    return Stream.of("migration_history", "migration_attempts")
        .flatMap(
            table ->
                Stream.of("SELECT", "INSERT", "UPDATE")
                    .map(
                        right ->
                            "pg_catalog.has_table_privilege(%s, '%s')"
                                .formatted(regclass(table), right)))
        .collect(Collectors.joining(" AND "));
  }

  private String regclass(String table) {
    return "%s::pg_catalog.regclass".formatted(Sql.literal(Sql.identifier(schema) + "." + table));
  }

  private String thorough(String condition) {
    String parts =
        """
        SELECT CASE WHEN pg_catalog.count(*) > 0 THEN
          pg_catalog.query_to_xml(%s || pg_catalog.string_agg(pg_catalog.concat_ws(%s, f.kind, f.name, f.tbl, f.owner,
            coalesce(f.more, '')), %s), false, false, '') END
        FROM (%s) AS f (kind, name, tbl, owner, more) WHERE %s"""
            .formatted(
                Sql.literal(MARK),
                Sql.literal(String.valueOf(VALUE)),
                Sql.literal(String.valueOf(PART)),
                new ForeignPartsSql(schema).query(),
                condition);
    return run(Sql.literal(parts));
  }

  private static String run(String query) {
    return "pg_catalog.query_to_xml(%s, false, false, '')".formatted(query);
  }
}

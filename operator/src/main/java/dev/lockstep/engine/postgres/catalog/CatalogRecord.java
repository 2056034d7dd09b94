package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.Drift;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The record of a schema at the end of a run: `migration_catalog` contains the digest of each
/// object, so that changes made outside Lockstep are found. Every run that changed something
/// replaces the record.
///
/// @param schema the schema of the history
public record CatalogRecord(String schema) {

  /// The statements that write the record, as a transaction of their own. A failure to write it
  /// must not fail the run, so they must be the last statements.
  public List<String> statements(String runId) {
    return List.of(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
        CatalogQuery.settings(),
        """
        INSERT INTO %s.migration_catalog AS c (newest, run_id, recorded_at, objects)
        SELECT true, %s, pg_catalog.clock_timestamp(), coalesce(pg_catalog.jsonb_object_agg(d.path, d.digest), '{}')
        FROM (%s) d
        ON CONFLICT (newest) DO UPDATE SET run_id = excluded.run_id,
          recorded_at = excluded.recorded_at, objects = excluded.objects"""
            .formatted(Sql.identifier(schema), Sql.literal(runId), query().digests()),
        "COMMIT");
  }

  /// Compares the record with the current schema, in a read-only transaction. Empty if there is
  /// nothing to compare: no run has recorded the schema yet, or a later run was interrupted before
  /// it did.
  public Optional<Drift> drift(PgConnection connection) throws SQLException {
    if (!isThere(connection)) {
      return Optional.empty();
    }
    List<Reply> replies =
        Pipeline.query(connection, List.of(CatalogQuery.settings(), recorded(), differences()))
            .orThrow()
            .before();
    if (replies.get(1).rows().isEmpty()) {
      return Optional.empty();
    }
    var before = new TreeMap<String, String>();
    var after = new TreeMap<String, String>();
    for (List<@Nullable String> row : replies.get(2).rows()) {
      String path = String.valueOf(row.getFirst());
      put(before, path, row.get(1));
      put(after, path, row.get(2));
    }
    Instant since = Instant.ofEpochMilli(Long.parseLong(String.valueOf(replies.get(1).value())));
    return Optional.of(new Drift(since, CatalogDifference.between(before, after)));
  }

  private static void put(TreeMap<String, String> digests, String path, @Nullable String digest) {
    if (digest != null) {
      digests.put(path, digest);
    }
  }

  /// Whether the table exists; earlier layouts lack it.
  private boolean isThere(PgConnection connection) throws SQLException {
    String query =
        "SELECT pg_catalog.to_regclass(%s) IS NOT NULL"
            .formatted(Sql.literal(Sql.identifier(schema) + ".migration_catalog"));
    return Pipeline.query(connection, List.of(query)).orThrow().at(0).isTrue();
  }

  private String recorded() {
    return """
        SELECT pg_catalog.floor(1000 * pg_catalog.date_part('epoch', c.recorded_at))::bigint FROM %1$s.migration_catalog c
        WHERE NOT EXISTS (SELECT FROM %1$s.migration_attempts a
          WHERE a.status = 'pending' OR a.updated_at > c.recorded_at AND NOT a.details ? 'repair'
            AND (a.status = 'success' OR a.details ? 'journal'))"""
        .formatted(Sql.identifier(schema));
  }

  /// A query for the path, the recorded digest and the current digest of each changed object.
  private String differences() {
    return """
        SELECT coalesce(s.key, n.path), s.value, n.digest
        FROM (SELECT e.key, e.value FROM %s.migration_catalog, pg_catalog.jsonb_each_text(objects) e) s
        FULL JOIN (%s) n ON n.path = s.key
        WHERE s.value IS DISTINCT FROM n.digest"""
        .formatted(Sql.identifier(schema), query().digests());
  }

  private CatalogQuery query() {
    return new CatalogQuery(schema, CatalogSnapshot.Reach.SCHEMA);
  }
}

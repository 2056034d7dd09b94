package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `ALTER SUBSCRIPTION ... ADD` or `DROP PUBLICATION`, which refuse to be repeated.
///
/// @param subscription the subscription's name
/// @param publications what is added or dropped
/// @param verb which of the two
record PublicationChange(SqlName subscription, List<String> publications, Verb verb)
    implements StatementEffect {
  /// What is done to the subscription's list of publications.
  enum Verb {
    ADD,
    DROP
  }

  /// How many of them the subscription has.
  @Override
  public String snapshotQuery() {
    return """
    SELECT count(*)::pg_catalog.text FROM pg_catalog.pg_subscription o
      JOIN pg_catalog.pg_database d ON d.oid = o.subdbid
        AND d.datname = pg_catalog.current_database(),
      pg_catalog.unnest(o.subpublications) AS p
    WHERE o.subname = %s AND p IN (%s)"""
        .formatted(
            subscription.literal(),
            String.join(", ", publications.stream().map(Sql::literal).toList()));
  }

  @Override
  public Finding judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    String all = Integer.toString(publications.size());
    String before = verb == Verb.ADD ? "0" : all;
    String after = verb == Verb.ADD ? all : "0";
    boolean done =
        before.equals(snapshot) && after.equals(Catalog.value(connection, snapshotQuery()));
    return done ? new Finding.Done() : new Finding.NotDone(List.of());
  }
}

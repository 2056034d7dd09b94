package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `ALTER SUBSCRIPTION ... ADD` or `DROP PUBLICATION`, which fails if it is repeated.
///
/// @param subscription the subscription's name
/// @param publications the publications that are added or dropped
/// @param verb which of the two
record PublicationChange(SqlName subscription, List<String> publications, Verb verb)
    implements StatementEffect {
  /// The change to the subscription's list of publications.
  enum Verb {
    ADD,
    DROP
  }

  /// A query for the number of these publications that the subscription has.
  @Override
  public String snapshotQuery() {
    return """
    SELECT pg_catalog.count(*)::pg_catalog.text FROM pg_catalog.pg_subscription o
      JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) o.subdbid
        AND d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database(),
      pg_catalog.unnest(o.subpublications) AS p
    WHERE o.subname OPERATOR(pg_catalog.=) %s AND p OPERATOR(pg_catalog.=) ANY (ARRAY[%s])"""
        .formatted(
            subscription.literal(),
            String.join(", ", publications.stream().map(Sql::literal).toList()));
  }

  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    String all = Integer.toString(publications.size());
    String before = verb == Verb.ADD ? "0" : all;
    String after = verb == Verb.ADD ? all : "0";
    boolean done =
        before.equals(snapshot) && after.equals(CatalogLookup.value(connection, snapshotQuery()));
    return done ? new Recovery.Done() : new Recovery.NotDone(List.of());
  }
}

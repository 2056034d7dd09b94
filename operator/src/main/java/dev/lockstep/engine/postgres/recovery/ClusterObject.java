package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.session.CatalogLookup;
import dev.lockstep.engine.postgres.sql.SqlName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// `CREATE` and `DROP` of a database, a tablespace or a subscription: the catalog has a row for an
/// object that exists.
///
/// @param type the type of the object
/// @param name the object's name
/// @param verb whether the object is created or dropped
record ClusterObject(Type type, SqlName name, Verb verb) implements StatementEffect {
  /// Whether an object is created or dropped.
  enum Verb {
    CREATE,
    DROP
  }

  /// The type of an object that belongs to no schema.
  enum Type {
    DATABASE("pg_catalog.pg_database o WHERE o.datname OPERATOR(pg_catalog.=) %s"),
    TABLESPACE("pg_catalog.pg_tablespace o WHERE o.spcname OPERATOR(pg_catalog.=) %s"),
    SUBSCRIPTION(
        """
        pg_catalog.pg_subscription o JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) o.subdbid
          AND d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
        WHERE o.subname OPERATOR(pg_catalog.=) %s""");

    private final String row;

    Type(String row) {
      this.row = row;
    }
  }

  @Override
  public String snapshotQuery() {
    return "SELECT EXISTS (SELECT FROM %s)::pg_catalog.text"
        .formatted(type.row.formatted(name.literal()));
  }

  @Override
  public Recovery judge(PgConnection connection, @Nullable String snapshot) throws SQLException {
    boolean before = "true".equals(snapshot);
    boolean now = "true".equals(CatalogLookup.value(connection, snapshotQuery()));
    boolean done =
        switch (verb) {
          case CREATE -> now && !before;
          case DROP -> before && !now;
        };
    return done ? new Recovery.Done() : new Recovery.NotDone(List.of());
  }

  /// An interrupted DROP DATABASE leaves a database that can only be dropped again.
  @Override
  public @Nullable Remark obstacle(PgConnection connection, @Nullable String snapshot)
      throws SQLException {
    if (type != Type.DATABASE || verb != Verb.CREATE) {
      return null;
    }
    String invalid =
        """
        SELECT pg_catalog.format('%%I', o.datname) FROM pg_catalog.pg_database o
        WHERE o.datname OPERATOR(pg_catalog.=) %s AND o.datconnlimit OPERATOR(pg_catalog.=) '-2'"""
            .formatted(name.literal());
    String left = CatalogLookup.value(connection, invalid);
    return left == null
        ? null
        : new Remark(
            "database %s already existed and is invalid, because an earlier DROP DATABASE was interrupted"
                .formatted(left),
            "Run DROP DATABASE %s, then run again".formatted(left));
  }
}

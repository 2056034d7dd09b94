package dev.lockstep.engine.postgres;

import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.postgres.catalog.InventoryReader;
import dev.lockstep.engine.postgres.history.ForeignHistories;
import dev.lockstep.engine.postgres.history.PriorHistories;
import dev.lockstep.engine.postgres.history.PriorTable;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// Reads the facts that an adoption needs, over any connection.
record AdoptionLook(String schema) {
  /// The tables that may be the history of another tool.
  Reply priorTables(PgConnection connection) throws SQLException {
    return Pipeline.query(connection, List.of(PriorTable.query(schema))).orThrow().at(0);
  }

  List<PriorHistory> named(PgConnection connection, String table) throws SQLException {
    return PriorHistories.named(connection, schema, table);
  }

  List<PriorHistory> of(PgConnection connection, Reply priorTables) throws SQLException {
    return PriorHistories.of(connection, priorTables, schema);
  }

  List<ForeignHistory> historiesElsewhere(PgConnection connection, Reply priorTables)
      throws SQLException {
    return ForeignHistories.elsewhere(connection, priorTables, schema);
  }

  SchemaInventory inventory(PgConnection connection) throws SQLException {
    return InventoryReader.read(connection, schema);
  }
}

package dev.lockstep.engine.h2;

import dev.lockstep.engine.adoption.AdoptedRow;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.history.HistoryRow.Status;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The history in H2.
record H2History(Connection connection, String runId) {
  private static final String ROWS =
      "SELECT name, kind, version, status, checksum, fingerprint, undo, applied_at, error, run_id FROM migration_history ORDER BY id";

  void create() throws SQLException {
    execute(
        """
        CREATE TABLE IF NOT EXISTS migration_history (
          id bigint GENERATED ALWAYS AS IDENTITY, name varchar PRIMARY KEY, kind varchar,
          version varchar, status varchar, checksum varchar, fingerprint varchar, undo varchar,
          applied_at timestamp with time zone DEFAULT current_timestamp, error varchar,
          run_id varchar, note varchar)""");
  }

  History read() throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "MIGRATION_HISTORY", null)) {
      if (!tables.next()) {
        return History.NONE;
      }
    }
    var records = new ArrayList<HistoryRecord>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ROWS)) {
      while (rows.next()) {
        records.add(
            new HistoryRecord(row(rows), null, rows.getString(9), "sa", rows.getString(10)));
      }
    }
    return new History(records);
  }

  private static HistoryRow row(ResultSet rows) throws SQLException {
    return new HistoryRow(
        rows.getString(1),
        ScriptKind.valueOf(rows.getString(2)),
        Optional.ofNullable(rows.getString(3)).map(SchemaVersion::parse).orElse(null),
        Status.ofLabel(rows.getString(4)),
        rows.getString(5),
        rows.getString(6),
        rows.getTimestamp(8).toInstant(),
        Duration.ZERO,
        rows.getString(7) != null);
  }

  void write(Script script, Status status, @Nullable String error) throws SQLException {
    write(
        script.fileName(),
        script.kind(),
        script.version().orElse(null),
        status,
        script.checksum(),
        new H2Dialect().fingerprint().of(script.source()),
        script.undoText(),
        error);
  }

  void write(AdoptedRow adopted) throws SQLException {
    HistoryRow row = adopted.row();
    Script script = adopted.script();
    write(
        row.name(),
        row.kind(),
        row.version(),
        row.status(),
        row.checksum(),
        null,
        script == null ? null : script.undoText(),
        null);
  }

  private void write(
      String name,
      ScriptKind kind,
      @Nullable SchemaVersion version,
      Status status,
      @Nullable String checksum,
      @Nullable String fingerprint,
      @Nullable String undo,
      @Nullable String error)
      throws SQLException {
    execute(
        """
        MERGE INTO migration_history
          (name, kind, version, status, checksum, fingerprint, undo, error, run_id)
        KEY (name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        name,
        kind.name().toUpperCase(Locale.ROOT),
        version == null ? null : version.text(),
        status.label(),
        checksum,
        fingerprint,
        undo,
        error,
        runId);
  }

  void undone(Script undo) throws SQLException {
    execute(
        "UPDATE migration_history SET status = 'rollback', run_id = ? WHERE name = ?",
        runId,
        undo.fileName());
  }

  void accept(Script script) throws SQLException {
    execute(
        "UPDATE migration_history SET checksum = ?, fingerprint = ? WHERE name = ?",
        script.checksum(),
        new H2Dialect().fingerprint().of(script.source()),
        script.fileName());
  }

  void note(String name, String note) throws SQLException {
    execute("UPDATE migration_history SET note = ? WHERE name = ?", note, name);
  }

  void forget(String name) throws SQLException {
    execute("DELETE FROM migration_history WHERE name = ? AND status = 'failure'", name);
  }

  Map<String, String> undoTexts() throws SQLException {
    var texts = new HashMap<String, String>();
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, undo FROM migration_history WHERE undo IS NOT NULL")) {
      while (rows.next()) {
        texts.put(rows.getString(1), rows.getString(2));
      }
    }
    return texts;
  }

  void execute(String sql, @Nullable String... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /// An operation on H2.
  interface Work<T> {
    T run() throws SQLException;
  }

  static <T> T asking(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new EngineException(
          FailureKind.DATABASE_UNREACHABLE, String.valueOf(e.getMessage()), "Run it again");
    }
  }

  static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (ResultSet found =
        connection.getMetaData().getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
      while (found.next()) {
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    tables.removeIf(name -> name.startsWith("MIGRATION_"));
    return tables;
  }
}

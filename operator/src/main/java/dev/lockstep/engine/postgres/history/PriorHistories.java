package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.adoption.AdoptedRow.AppliedMetadata;
import dev.lockstep.engine.adoption.AtlasHistory;
import dev.lockstep.engine.adoption.DbmateHistory;
import dev.lockstep.engine.adoption.FlywayHistory;
import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.GolangMigrateHistory;
import dev.lockstep.engine.adoption.GooseHistory;
import dev.lockstep.engine.adoption.LiquibaseHistory;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.adoption.RefineryHistory;
import dev.lockstep.engine.adoption.SqlxHistory;
import dev.lockstep.engine.postgres.history.PriorTable.Layout;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.session.Row;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Reads the histories of other tools. Times without a time zone are in the session's time zone.
public final class PriorHistories {
  private static final long NANOS = 1_000_000;

  private final PgConnection connection;
  private final List<PriorTable> tables;

  private PriorHistories(PgConnection connection, List<PriorTable> tables) {
    this.connection = connection;
    this.tables = tables;
  }

  /// The histories in the tables found in the catalog, except empty ones.
  ///
  /// @param shown the reply to [PriorTable#query]
  /// @param schema the run's schema; [ForeignHistories] reads the others
  public static List<PriorHistory> of(PgConnection connection, Reply shown, String schema)
      throws SQLException {
    List<PriorTable> tables =
        shown.rows().stream().map(PriorTable::of).filter(each -> each.belongsTo(schema)).toList();
    var histories = new PriorHistories(connection, tables);
    var found = new ArrayList<PriorHistory>();
    for (PriorTable table : tables) {
      Layout layout = table.layout().orElse(null);
      if (layout != null && layout != Layout.LIQUIBASE_LOCK) {
        PriorHistory history = histories.read(table, layout);
        if (!history.isEmpty()) {
          found.add(history);
        }
      } else if (table.other().isPresent()) {
        ForeignHistory history = ForeignHistories.read(connection, table, table.other().get());
        if (!history.isEmpty()) {
          found.add(history);
        }
      }
    }
    return found;
  }

  /// The history in a table that the user names.
  ///
  /// @param schema the schema of an unqualified name
  public static List<PriorHistory> named(PgConnection connection, String schema, String name)
      throws SQLException {
    String query = PriorTable.queryOf(schema, name).orElseThrow(() -> unknown(name));
    Reply shown = Pipeline.query(connection, List.of(query)).orThrow().at(0);
    PriorTable table =
        shown.rows().stream().map(PriorTable::of).findFirst().orElseThrow(() -> unknown(name));
    Layout layout =
        table
            .layoutWhenNamed()
            .filter(each -> each != Layout.LIQUIBASE_LOCK)
            .orElseThrow(() -> unknown(name));
    Reply around =
        Pipeline.query(connection, List.of(PriorTable.query(table.schema()))).orThrow().at(0);
    List<PriorTable> neighbours = around.rows().stream().map(PriorTable::of).toList();
    return List.of(new PriorHistories(connection, neighbours).read(table, layout));
  }

  private static EngineException unknown(String name) {
    return new EngineException(
        FailureKind.USAGE,
        "%s: no table %s with the columns of a history of Flyway, Liquibase, golang-migrate, goose, dbmate, Atlas, sqlx or refinery"
            .formatted(Setting.ADOPT_TABLE.option(), name),
        "Write SCHEMA.TABLE as in SQL, with double quotes around a name with upper case letters");
  }

  private PriorHistory read(PriorTable table, Layout layout) throws SQLException {
    ForeignHistories.requireReadable(table);
    return switch (layout) {
      case FLYWAY -> flyway(table);
      case LIQUIBASE -> liquibase(table);
      case GOOSE -> goose(table);
      case GOLANG_MIGRATE -> golangMigrate(table);
      case ATLAS -> atlas(table);
      case SQLX -> sqlx(table);
      case DBMATE -> dbmate(table);
      case REFINERY -> refinery(table);
      case LIQUIBASE_LOCK -> throw new IllegalArgumentException("no history: " + table.title());
    };
  }

  private FlywayHistory flyway(PriorTable table) throws SQLException {
    List<Row> rows =
        rows(
            table,
            "version, description, type, script, checksum, success, %s, execution_time, installed_by",
            "installed_on",
            "installed_rank");
    return new FlywayHistory(
        table.title(),
        rows.stream()
            .map(
                row ->
                    new FlywayHistory.Row(
                        row.maybe(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        row.maybe(4) == null ? null : Integer.valueOf(row.text(4)),
                        row.isTrue(5),
                        new AppliedMetadata(row.time(6), took(row, 7, 1), row.maybe(8))))
            .toList());
  }

  private LiquibaseHistory liquibase(PriorTable table) throws SQLException {
    List<Row> rows =
        rows(table, "id, author, filename, exectype, %s", "dateexecuted", "orderexecuted");
    return new LiquibaseHistory(
        table.title(),
        rows.stream()
            .map(
                row ->
                    new LiquibaseHistory.Row(
                        row.text(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        new AppliedMetadata(row.time(4), null, null)))
            .toList(),
        lockedBy(table));
  }

  /// The holder of Liquibase's lock, which is a separate table; null if it is not locked.
  private @Nullable String lockedBy(PriorTable table) throws SQLException {
    Optional<PriorTable> lock =
        tables.stream()
            .filter(each -> each.schema().equals(table.schema()) && each.readable())
            .filter(each -> each.layout().filter(Layout.LIQUIBASE_LOCK::equals).isPresent())
            .findFirst();
    if (lock.isEmpty()) {
      return null;
    }
    String query =
        "SELECT coalesce(lockedby, 'somebody') FROM %s WHERE locked".formatted(lock.get().sql());
    Reply reply = Pipeline.query(connection, List.of(query)).orThrow().at(0);
    return reply.rows().isEmpty() ? null : reply.value();
  }

  private GooseHistory goose(PriorTable table) throws SQLException {
    List<Row> rows = rows(table, "version_id, is_applied, %s", "tstamp", "id");
    return new GooseHistory(
        table.title(),
        rows.stream()
            .map(
                row ->
                    new GooseHistory.Row(
                        row.text(0), row.isTrue(1), new AppliedMetadata(row.time(2), null, null)))
            .toList());
  }

  private GolangMigrateHistory golangMigrate(PriorTable table) throws SQLException {
    return new GolangMigrateHistory(
        table.title(),
        rows(table, "version, dirty", "", "version").stream()
            .map(row -> new GolangMigrateHistory.Row(row.text(0), row.isTrue(1)))
            .toList());
  }

  private AtlasHistory atlas(PriorTable table) throws SQLException {
    List<Row> rows =
        rows(
            table,
            "version, description, type, applied, total, coalesce(error, '') <> '', %s, execution_time, operator_version",
            "executed_at",
            "version");
    return new AtlasHistory(
        table.title(),
        rows.stream()
            .map(
                row ->
                    new AtlasHistory.Row(
                        row.text(0),
                        row.text(1),
                        row.number(2),
                        row.number(3),
                        row.number(4),
                        row.isTrue(5),
                        new AppliedMetadata(row.time(6), took(row, 7, NANOS), null)))
            .toList());
  }

  private SqlxHistory sqlx(PriorTable table) throws SQLException {
    List<Row> rows =
        rows(
            table,
            "version, description, success, pg_catalog.encode(checksum, 'hex'), %s, execution_time",
            "installed_on",
            "version");
    return new SqlxHistory(
        table.title(),
        rows.stream()
            .map(
                row ->
                    new SqlxHistory.Row(
                        row.text(0),
                        row.text(1),
                        row.isTrue(2),
                        row.text(3),
                        new AppliedMetadata(row.time(4), took(row, 5, NANOS), null)))
            .toList());
  }

  /// The times are not read: they are RFC 3339 texts in a varchar column, which accepts anything.
  private RefineryHistory refinery(PriorTable table) throws SQLException {
    return new RefineryHistory(
        table.title(),
        rows(table, "version, name", "", "version").stream()
            .map(
                row ->
                    new RefineryHistory.Row(
                        row.text(0), row.text(1), new AppliedMetadata(null, null, null)))
            .toList());
  }

  private DbmateHistory dbmate(PriorTable table) throws SQLException {
    return new DbmateHistory(
        table.title(),
        rows(table, "version", "", "version").stream().map(row -> row.text(0)).toList());
  }

  /// @param columns the select list, with a placeholder for the time
  /// @param time the column with the time; empty for none
  private List<Row> rows(PriorTable table, String columns, String time, String order)
      throws SQLException {
    String at =
        "pg_catalog.floor(1000 * pg_catalog.date_part('epoch', %s::pg_catalog.timestamptz))::bigint"
            .formatted(time);
    String query =
        "SELECT %s FROM %s ORDER BY %s".formatted(columns.formatted(at), table.sql(), order);
    return Pipeline.query(connection, List.of(query)).orThrow().at(0).each(row -> row);
  }

  /// The duration; null for a negative value, which tools write if it is unknown.
  private static @Nullable Duration took(Row row, int index, long unitsInMillisecond) {
    String value = row.maybe(index);
    return value == null || value.startsWith("-")
        ? null
        : Duration.ofMillis(Long.parseLong(value) / unitsInMillisecond);
  }
}

package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.adoption.ForeignHistory;
import dev.lockstep.engine.adoption.ForeignHistory.Way;
import dev.lockstep.engine.postgres.history.PriorTable.Layout;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.PipelineResult;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.postgresql.jdbc.PgConnection;

/// Reads the script names of the histories that cannot be adopted.
public final class ForeignHistories {
  /// The maximum number of tables in other schemas that are read.
  private static final int ELSEWHERE = 100;

  /// The maximum number of rows that are read from each.
  private static final int NAMES = 10_000;

  private ForeignHistories() {}

  /// The history in a table of the run's schema.
  static ForeignHistory read(PgConnection connection, PriorTable table, OtherTool tool)
      throws SQLException {
    requireReadable(table);
    Reply names =
        Pipeline.query(connection, List.of(namesQuery(table, tool.names()))).orThrow().at(0);
    return new ForeignHistory(tool.title(), table.title(), Way.NONE, names(names));
  }

  /// The histories in other schemas, read in one round trip.
  public static List<ForeignHistory> elsewhere(PgConnection connection, Reply shown, String schema)
      throws SQLException {
    List<PriorTable> tables =
        shown.rows().stream()
            .map(PriorTable::of)
            .filter(each -> !each.belongsTo(schema) && each.names().isPresent())
            .filter(each -> each.readable() && !each.filtered())
            .limit(ELSEWHERE)
            .toList();
    if (tables.isEmpty()) {
      return List.of();
    }
    PipelineResult replies =
        Pipeline.query(
                connection,
                tables.stream().map(each -> namesQuery(each, each.names().orElseThrow())).toList())
            .orThrow();
    var found = new ArrayList<ForeignHistory>();
    for (int i = 0; i < tables.size(); i++) {
      PriorTable table = tables.get(i);
      List<String> names = names(replies.at(i));
      if (!names.isEmpty()) {
        Way way = table.layout().isPresent() ? Way.BY_TABLE : Way.NONE;
        found.add(new ForeignHistory(tool(table), table.reference(), way, names));
      }
    }
    return found;
  }

  private static String tool(PriorTable table) {
    return table
        .layout()
        .map(Layout::title)
        .or(() -> table.other().map(OtherTool::title))
        .orElseThrow();
  }

  private static String namesQuery(PriorTable table, String names) {
    return "SELECT %s FROM %s LIMIT %d".formatted(names, table.sql(), NAMES);
  }

  private static List<String> names(Reply reply) {
    return reply.rows().stream()
        .map(row -> row.getFirst())
        .map(name -> Objects.requireNonNullElse(name, ""))
        .toList();
  }

  /// Fails for a table of which the session cannot see all rows.
  static void requireReadable(PriorTable table) {
    if (table.filtered()) {
      throw new EngineException(
          FailureKind.PRIVILEGE_MISSING,
          "%s contains the history of another tool, but its row level security hides rows from the user"
              .formatted(table.title()),
          "Connect as its owner or as a role with BYPASSRLS, or ignore it with "
              + Setting.IGNORE_PRIOR_HISTORY);
    }
    if (!table.readable()) {
      throw new EngineException(
          FailureKind.PRIVILEGE_MISSING,
          "%s contains the history of another tool, but the user cannot read it"
              .formatted(table.title()),
          "GRANT USAGE ON SCHEMA %s and SELECT ON %s to the user, or ignore it with %s"
              .formatted(
                  Sql.identifier(table.schema()), table.sql(), Setting.IGNORE_PRIOR_HISTORY));
    }
  }
}

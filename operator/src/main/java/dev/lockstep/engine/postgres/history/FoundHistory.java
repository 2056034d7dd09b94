package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// The state of the history's tables before a session reads or writes them.
///
/// @param state the state of the tables
/// @param parts the parts that do not belong to Lockstep
/// @param user the current user of the session
public record FoundHistory(HistoryState state, List<ForeignPart> parts, String user) {

  /// The queries that [#of] needs, for one round trip.
  static List<String> queries(String schema) {
    return List.of(HistoryLayout.stateQuery(schema), new ForeignPartsSql(schema).query());
  }

  /// @param replies the replies to [#queries]
  static FoundHistory of(List<Reply> replies, String schema) {
    List<ForeignPart> parts = ForeignPart.of(replies.get(1));
    ForeignPart.checkRelations(parts, schema);
    var row = replies.getFirst().rows().getFirst();
    return new FoundHistory(HistoryState.of(row, schema), parts, String.valueOf(row.get(4)));
  }

  /// Fails if a run must not use the tables.
  FoundHistory checkedForRun(String schema) {
    ForeignPart.check(parts, state, schema, user);
    return this;
  }

  /// Fails if the tables must not even be read. Whether `migration_catalog` can be used is checked
  /// by [#checkedForReadingAll].
  FoundHistory checkedForReading(String schema) {
    refuseForReader(
        parts.stream()
            .filter(part -> !part.isShapeOf("migration_catalog") && !part.hidesOther())
            .toList(),
        schema);
    return this;
  }

  /// Fails if one of the tables must not be read. For a user who is not a superuser, a table with
  /// an untrusted owner is not an obstacle.
  FoundHistory checkedForReadingAll(String schema) {
    refuseForReader(parts, schema);
    return this;
  }

  private void refuseForReader(List<ForeignPart> all, String schema) {
    ForeignPart.check(
        all.stream().filter(part -> !part.isOwnerOfPlainReader()).toList(), state, schema, user);
  }

  /// Whether an untrusted user could change the tables before they are read.
  boolean mayChange() {
    return parts.stream().anyMatch(ForeignPart::isOwnerOfPlainReader);
  }

  /// Whether the functions or the view have been dropped, which Lockstep itself does not need.
  boolean lacksParts() {
    return parts.stream().anyMatch(part -> part.kind() == ForeignPart.Kind.MISSING);
  }

  /// Creates or upgrades the tables if necessary.
  public void upgrade(PgConnection work, String schema) throws SQLException {
    var layout = new HistoryLayout(Sql.identifier(schema));
    if (state != HistoryState.CURRENT) {
      NameConflict.check(takenNames(work, schema), schema, user);
      SQLException error = Pipeline.execute(work, layout.upgrade(state)).error();
      if (error != null) {
        throw new HistoryFailure(schema).ofUpgrade(work, error);
      }
    } else if (lacksParts() && takenNames(work, schema).isEmpty()) {
      // A run needs neither functions nor view, so it continues if they cannot be created.
      if (Pipeline.execute(work, layout.parts()).error() != null) {
        Pipeline.execute(work, List.of("ROLLBACK")).orThrow();
      }
    }
  }

  private static List<NameConflict> takenNames(PgConnection work, String schema)
      throws SQLException {
    return NameConflict.of(
        Pipeline.query(work, List.of(NameConflict.query(schema))).orThrow().at(0));
  }
}

package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// What a session finds in place of the history before it reads or writes any of it.
///
/// @param state what the tables are
/// @param parts what about them is not Lockstep's
/// @param user as whom the session works
public record FoundHistory(HistoryState state, List<ForeignPart> parts, String user) {

  /// What has to be asked, in one round trip.
  static List<String> queries(String schema) {
    return List.of(HistoryLayout.stateQuery(schema), new ForeignPartsSql(schema).query());
  }

  /// @param replies the answers to [#queries]
  static FoundHistory of(List<Reply> replies, String schema) {
    List<ForeignPart> parts = ForeignPart.of(replies.get(1));
    ForeignPart.checkRelations(parts, schema);
    var row = replies.getFirst().rows().getFirst();
    return new FoundHistory(HistoryState.of(row, schema), parts, String.valueOf(row.get(4)));
  }

  /// Refuses what a run must not work with.
  FoundHistory checkedForRun(String schema) {
    ForeignPart.check(parts, state, schema, user);
    return this;
  }

  /// Refuses what must not even be read. Whether the record of the catalog can be used is left to
  /// who reads that.
  FoundHistory checkedForReading(String schema) {
    refuseForReader(
        parts.stream()
            .filter(part -> !part.isShapeOf("migration_catalog") && !part.hidesOther())
            .toList(),
        schema);
    return this;
  }

  /// The same for callers that read all tables. A reader with few rights loses none of them to a
  /// plain table, whoever owns it.
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

  /// Makes the tables, where they are not as they should be.
  public void upgrade(PgConnection work, String schema) throws SQLException {
    var layout = new HistoryLayout(Sql.identifier(schema));
    if (state != HistoryState.CURRENT) {
      NameConflict.check(takenNames(work, schema), schema, user);
      SQLException error = Pipeline.execute(work, layout.upgrade(state)).error();
      if (error != null) {
        throw new HistoryFailure(schema).ofUpgrade(work, error);
      }
    } else if (lacksParts() && takenNames(work, schema).isEmpty()) {
      // A run needs none of them, so that it does without where they cannot be made.
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

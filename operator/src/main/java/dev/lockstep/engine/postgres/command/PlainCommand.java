package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;

/// A statement that changes nothing in lint's schema model, and that no rule examines.
public sealed interface PlainCommand extends SqlCommand {
  /// SELECT, TABLE and WITH.
  ///
  /// @param rows how the query uses the rows of tables
  record Query(Rows rows) implements PlainCommand {
    /// How a query uses the rows of tables.
    public enum Rows {
      NONE,
      READ,
      LOCKED,
      CHANGED
    }
  }

  /// An INSERT of values, or a MERGE.
  record Write() implements PlainCommand {}

  record Copy(Direction direction, Endpoint endpoint) implements PlainCommand {
    /// The direction of the data: from the endpoint to the table, or from the table to it.
    public enum Direction {
      FROM,
      TO
    }

    /// The source or destination of the data.
    public enum Endpoint {
      CONNECTION,
      FILE,
      PROGRAM
    }
  }

  /// COMMENT.
  ///
  /// @param subject the kind of the object
  record Comment(Subject subject) implements PlainCommand {
    /// The kind of object that is commented on.
    public enum Subject {
      /// A relation, or an object that belongs to one.
      RELATION,
      OTHER
    }
  }

  /// ANALYZE, and VACUUM without FULL.
  record Analyze() implements PlainCommand {}

  /// REFRESH MATERIALIZED VIEW ... WITH NO DATA.
  record EmptyView(Name view) implements PlainCommand {}

  /// CREATE DATABASE.
  ///
  /// @param template the database that is copied
  record CreateDatabase(Name name, String template) implements PlainCommand {}

  /// An ALTER that no other command describes.
  record AlterObject(ObjectKind kind) implements PlainCommand {}

  /// ALTER INDEX ... ATTACH PARTITION.
  record AttachIndex() implements PlainCommand {}

  /// ALTER SUBSCRIPTION ... ADD or DROP PUBLICATION.
  record AlterSubscription(Name subscription, Verb verb, List<Name> publications)
      implements PlainCommand {
    public AlterSubscription {
      publications = List.copyOf(publications);
    }

    /// The change to the list of publications.
    public enum Verb {
      ADD,
      DROP
    }
  }

  /// DROP OWNED.
  record DropOwned(boolean cascade) implements PlainCommand {}

  /// A statement about a setting, a cursor or a transaction, which changes no objects and no rows.
  record Harmless() implements PlainCommand {}

  record Other() implements PlainCommand {}
}

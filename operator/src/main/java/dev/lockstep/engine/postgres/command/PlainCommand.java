package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;

/// A statement that changes nothing that the schema model of lint follows, and that no rule looks
/// at.
public sealed interface PlainCommand extends SqlCommand {
  /// SELECT, TABLE and WITH.
  ///
  /// @param rows what it does with the rows of tables
  record Query(Rows rows) implements PlainCommand {
    /// What a query does with the rows of tables.
    public enum Rows {
      NONE,
      READ,
      LOCKED,
      CHANGED
    }
  }

  /// An INSERT of values, a MERGE.
  record Write() implements PlainCommand {}

  record Copy(Direction direction, Endpoint endpoint) implements PlainCommand {
    /// Seen from the table.
    public enum Direction {
      FROM,
      TO
    }

    /// Where the data is, besides the table.
    public enum Endpoint {
      CONNECTION,
      FILE,
      PROGRAM
    }
  }

  /// COMMENT.
  ///
  /// @param subject what it is on
  record Comment(Subject subject) implements PlainCommand {
    /// What a comment is on.
    public enum Subject {
      /// A relation, or a thing that belongs to one.
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
  /// @param template the database that it copies
  record CreateDatabase(Name name, String template) implements PlainCommand {}

  /// ALTER of what no other command here describes.
  record AlterObject(ObjectKind kind) implements PlainCommand {}

  /// ALTER INDEX ... ATTACH PARTITION.
  record AttachIndex() implements PlainCommand {}

  /// ALTER SUBSCRIPTION ... ADD or DROP PUBLICATION.
  record AlterSubscription(Name subscription, Verb verb, List<Name> publications)
      implements PlainCommand {
    public AlterSubscription {
      publications = List.copyOf(publications);
    }

    /// What happens to the publications.
    public enum Verb {
      ADD,
      DROP
    }
  }

  /// DROP OWNED.
  record DropOwned(boolean cascade) implements PlainCommand {}

  /// A setting, a cursor, a transaction: what takes part in no transaction's success.
  record Harmless() implements PlainCommand {}

  record Other() implements PlainCommand {}
}

package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import java.util.List;

/// One action of an ALTER TABLE, as far as a rule or the schema model needs it.
public sealed interface TableAction {
  record AddColumn(ColumnDefinition column, Existing existing) implements TableAction {}

  record DropColumn(String column, boolean cascade) implements TableAction {}

  /// `TYPE`.
  ///
  /// @param using the tokens of the expression; empty without one
  record ChangeType(String column, SqlType type, List<Token> using) implements TableAction {
    public ChangeType {
      using = List.copyOf(using);
    }
  }

  record SetNotNull(String column) implements TableAction {}

  record DropNotNull(String column) implements TableAction {}

  record SetDefault(String column, List<Token> value) implements TableAction {
    public SetDefault {
      value = List.copyOf(value);
    }
  }

  record DropDefault(String column) implements TableAction {}

  /// `SET EXPRESSION AS (...)` of a generated column.
  record SetExpression(String column) implements TableAction {}

  record AddConstraint(TableConstraint constraint) implements TableAction {}

  record DropConstraint(String name, boolean cascade) implements TableAction {}

  record ValidateConstraint(String name) implements TableAction {}

  record RenameColumn(String column, String newName) implements TableAction {}

  record RenameRelation(String newName) implements TableAction {}

  record RenameConstraint(String name, String newName) implements TableAction {}

  record SetSchema(String schema) implements TableAction {}

  /// `ATTACH PARTITION`.
  ///
  /// @param bound the tokens of `FOR VALUES ...`, or `DEFAULT`
  record Attach(Name partition, List<Token> bound) implements TableAction {
    public Attach {
      bound = List.copyOf(bound);
    }
  }

  record Detach(Name partition, Build build) implements TableAction {}

  /// `DETACH PARTITION ... FINALIZE`.
  record FinalizeDetach(Name partition) implements TableAction {}

  /// `DISABLE TRIGGER`.
  ///
  /// @param which the trigger's name, `ALL` or `USER`
  record DisableTrigger(String which) implements TableAction {}

  /// An action that rewrites the table.
  ///
  /// @param what the keywords, such as `SET LOGGED`
  record Rewrite(String what) implements TableAction {}

  record EnableTrigger() implements TableAction {}

  /// An action that affects storage or planning and reads no rows: storage parameters, statistics,
  /// the index to cluster by.
  record SetParameters() implements TableAction {}

  record EnableRowSecurity() implements TableAction {}

  record Other() implements TableAction {}

  /// How to handle an object that already exists.
  enum Existing {
    FAILS,
    SKIPPED
  }

  /// How an index is built or dropped, or a partition detached.
  enum Build {
    BLOCKING,
    CONCURRENTLY
  }

  /// An action and its range in the statement.
  record Placed(TableAction action, int offset, int end) {}
}

package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A parsed statement. Its lock, its effect on the catalog, whether a rollback undoes it, and
/// lint's rules and schema model are derived from it.
public sealed interface SqlCommand
    permits PlainCommand,
        SqlCommand.CreateTable,
        SqlCommand.AlterTable,
        SqlCommand.CreateIndex,
        SqlCommand.Drop,
        SqlCommand.Rename,
        SqlCommand.Reindex,
        SqlCommand.CreateType,
        SqlCommand.CreateDomain,
        SqlCommand.AddEnumValue,
        SqlCommand.RenameEnumValue,
        SqlCommand.CreateView,
        SqlCommand.Refresh,
        SqlCommand.Truncate,
        SqlCommand.Change,
        SqlCommand.InsertSelect,
        SqlCommand.SetSearchPath,
        SqlCommand.CreateFunction,
        SqlCommand.GrantToPublic,
        SqlCommand.Lock,
        SqlCommand.Compact,
        SqlCommand.CreatePolicy,
        SqlCommand.CreateObject {
  /// The lifetime of a new table.
  enum Persistence {
    PERMANENT,
    TEMPORARY
  }

  /// CREATE TABLE.
  ///
  /// @param partitionOf the table of which the new one is a partition
  /// @param partitionKey the columns of `PARTITION BY`; empty if the table is not partitioned
  /// @param like the tables whose columns are copied, from `LIKE` and `INHERITS`
  /// @param source the source of the rows
  record CreateTable(
      Name table,
      Persistence persistence,
      List<ColumnDefinition> columns,
      List<TableConstraint> constraints,
      @Nullable Name partitionOf,
      List<String> partitionKey,
      List<Name> like,
      Source source)
      implements SqlCommand {
    /// The source of a new table's rows.
    public enum Source {
      NONE,
      QUERY
    }

    public CreateTable {
      columns = List.copyOf(columns);
      constraints = List.copyOf(constraints);
      partitionKey = List.copyOf(partitionKey);
      like = List.copyOf(like);
    }
  }

  /// ALTER TABLE, and other statements with the same syntax.
  ///
  /// @param kind the kind in the statement: a table, a view or a foreign table
  record AlterTable(ObjectKind kind, Name table, List<TableAction.Placed> actions)
      implements SqlCommand {
    public AlterTable {
      actions = List.copyOf(actions);
    }

    /// The columns for which a default is set.
    public Set<String> columnsWithNewDefault() {
      return actions.stream()
          .map(TableAction.Placed::action)
          .filter(TableAction.SetDefault.class::isInstance)
          .map(action -> ((TableAction.SetDefault) action).column())
          .collect(Collectors.toSet());
    }
  }

  /// CREATE INDEX.
  ///
  /// @param name the index's name; null if the server chooses it
  /// @param keys the keys, up to [TokenCursor#COLUMNS]
  record CreateIndex(
      @Nullable Name name,
      Name table,
      Unique unique,
      Build build,
      Existing existing,
      List<IndexKey> keys,
      Reach reach)
      implements SqlCommand {
    public CreateIndex {
      keys = List.copyOf(keys);
    }

    /// The columns of the index, without expressions.
    public List<String> columns() {
      return keys.stream().map(IndexKey::column).flatMap(Stream::ofNullable).toList();
    }

    /// Whether the index is unique.
    public enum Unique {
      UNIQUE,
      PLAIN
    }

    /// Whether the index is also created on partitions.
    public enum Reach {
      ALL,
      ONLY
    }
  }

  record Drop(ObjectKind kind, List<Name> names, Build build, Existing existing, boolean cascade)
      implements SqlCommand {
    public Drop {
      names = List.copyOf(names);
    }
  }

  /// RENAME of an object that is neither a table nor part of one.
  record Rename(ObjectKind kind, Name name, String newName) implements SqlCommand {}

  record Reindex(String what, @Nullable Name name, Build build) implements SqlCommand {}

  /// CREATE TYPE.
  ///
  /// @param labels the labels of an enum; empty for another type
  record CreateType(Name name, List<String> labels) implements SqlCommand {
    public CreateType {
      labels = List.copyOf(labels);
    }
  }

  /// CREATE DOMAIN.
  ///
  /// @param checked whether the domain has a constraint
  record CreateDomain(Name name, SqlType base, boolean checked) implements SqlCommand {}

  record AddEnumValue(Name type, String label) implements SqlCommand {}

  record RenameEnumValue(Name type, String label, String newLabel) implements SqlCommand {}

  /// CREATE VIEW and CREATE MATERIALIZED VIEW.
  ///
  /// @param existing how an existing view of this name is handled
  /// @param query the tokens of the query
  record CreateView(Name name, ObjectKind kind, Replaced existing, List<Token> query)
      implements SqlCommand {
    /// How an existing view is handled.
    public enum Replaced {
      KEPT,
      REPLACED
    }

    public CreateView {
      query = List.copyOf(query);
    }
  }

  record Refresh(Name view, Build build) implements SqlCommand {}

  record Truncate(List<Name> tables, boolean cascade) implements SqlCommand {
    public Truncate {
      tables = List.copyOf(tables);
    }
  }

  /// An UPDATE or DELETE.
  ///
  /// @param verb which of the two
  /// @param where the tokens of the condition; empty without one
  record Change(Verb verb, Name table, List<Token> where, int offset) implements SqlCommand {
    public Change {
      where = List.copyOf(where);
    }

    /// The change to the rows.
    public enum Verb {
      UPDATE,
      DELETE
    }
  }

  /// An INSERT of a query's result.
  record InsertSelect(Name table) implements SqlCommand {}

  /// A change of `search_path`.
  ///
  /// @param schemas the schemas; empty for a reset
  record SetSearchPath(List<String> schemas, Span span) implements SqlCommand {
    public SetSearchPath {
      schemas = List.copyOf(schemas);
    }

    /// How long the value stays in effect.
    public enum Span {
      TRANSACTION,
      SESSION,
      RESET
    }
  }

  record CreateFunction(Name name, boolean definer, boolean ownPath) implements SqlCommand {}

  record GrantToPublic(String privileges, String object, int offset) implements SqlCommand {}

  /// LOCK TABLE.
  ///
  /// @param mode the lock mode, such as `ACCESS EXCLUSIVE`
  record Lock(List<Name> tables, String mode) implements SqlCommand {
    public Lock {
      tables = List.copyOf(tables);
    }
  }

  /// VACUUM FULL or CLUSTER.
  ///
  /// @param tables the tables; empty for the whole database
  record Compact(String what, List<Name> tables) implements SqlCommand {
    public Compact {
      tables = List.copyOf(tables);
    }
  }

  record CreatePolicy(Name table) implements SqlCommand {}

  /// CREATE of a named object that is neither a relation nor a type.
  record CreateObject(ObjectKind kind, Name name) implements SqlCommand {}

  /// The object that the statement creates, or null if applications cannot name it in statements.
  default @Nullable Name makes() {
    return switch (this) {
      case CreateTable create -> create.table();
      case CreateView create -> create.name();
      case CreateFunction create -> create.name();
      case CreateType create -> create.name();
      case CreateDomain create -> create.name();
      case CreateObject create -> create.kind().isNamedInQueries() ? create.name() : null;
      default -> null;
    };
  }

  /// Whether the statement changes nothing that another statement of its script depends on.
  default boolean isHarmless() {
    return this instanceof SetSearchPath
        || this instanceof PlainCommand.Harmless
        || this instanceof PlainCommand.Query
        || this instanceof PlainCommand.Comment
        || this instanceof PlainCommand.Analyze;
  }
}

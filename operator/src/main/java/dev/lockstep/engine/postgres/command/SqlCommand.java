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

/// A statement, as far as anybody asks for it: the lock that it takes, what it leaves in the
/// catalog, whether a rollback takes it back, and the rules and the schema model of lint are
/// functions of it.
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
  /// How long what a CREATE TABLE makes is there for.
  enum Persistence {
    PERMANENT,
    TEMPORARY
  }

  /// CREATE TABLE.
  ///
  /// @param partitionOf the table that it becomes a partition of
  /// @param partitionKey the columns of `PARTITION BY`; none when it has no partitions
  /// @param like the tables that it takes columns from, `LIKE` and `INHERITS`
  /// @param source where its rows come from
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
    /// Where the rows of a new table come from.
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

  /// ALTER TABLE, and what is written like it.
  ///
  /// @param kind the kind that it names: a table, a view or a foreign table
  record AlterTable(ObjectKind kind, Name table, List<TableAction.Placed> actions)
      implements SqlCommand {
    public AlterTable {
      actions = List.copyOf(actions);
    }

    /// The columns that it gives a default.
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
  /// @param name absent when the server makes one up
  /// @param keys what it is built on, as far as is read
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

    /// The columns that it names; an expression is left out.
    public List<String> columns() {
      return keys.stream().map(IndexKey::column).flatMap(Stream::ofNullable).toList();
    }

    /// Whether it refuses equal rows.
    public enum Unique {
      UNIQUE,
      PLAIN
    }

    /// Whether it reaches into partitions.
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

  /// A rename of something that is neither a table nor one of its parts.
  record Rename(ObjectKind kind, Name name, String newName) implements SqlCommand {}

  record Reindex(String what, @Nullable Name name, Build build) implements SqlCommand {}

  /// CREATE TYPE.
  ///
  /// @param labels those of an enum; none of another type
  record CreateType(Name name, List<String> labels) implements SqlCommand {
    public CreateType {
      labels = List.copyOf(labels);
    }
  }

  /// CREATE DOMAIN.
  ///
  /// @param checked whether it has a constraint
  record CreateDomain(Name name, SqlType base, boolean checked) implements SqlCommand {}

  record AddEnumValue(Name type, String label) implements SqlCommand {}

  record RenameEnumValue(Name type, String label, String newLabel) implements SqlCommand {}

  /// CREATE VIEW and CREATE MATERIALIZED VIEW.
  ///
  /// @param existing what happens to a view of this name
  /// @param query the tokens of its query
  record CreateView(Name name, ObjectKind kind, Replaced existing, List<Token> query)
      implements SqlCommand {
    /// What happens to a view that exists.
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
  /// @param verb which
  /// @param where the tokens of its condition; none when it has none
  record Change(Verb verb, Name table, List<Token> where, int offset) implements SqlCommand {
    public Change {
      where = List.copyOf(where);
    }

    /// What it does to rows.
    public enum Verb {
      UPDATE,
      DELETE
    }
  }

  /// An INSERT of what a query finds.
  record InsertSelect(Name table) implements SqlCommand {}

  /// A change of `search_path`.
  ///
  /// @param schemas none when it is reset
  record SetSearchPath(List<String> schemas, Span span) implements SqlCommand {
    public SetSearchPath {
      schemas = List.copyOf(schemas);
    }

    /// How long it lasts.
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
  /// @param mode such as `ACCESS EXCLUSIVE`
  record Lock(List<Name> tables, String mode) implements SqlCommand {
    public Lock {
      tables = List.copyOf(tables);
    }
  }

  /// VACUUM FULL or CLUSTER.
  ///
  /// @param tables none when it is the whole database
  record Compact(String what, List<Name> tables) implements SqlCommand {
    public Compact {
      tables = List.copyOf(tables);
    }
  }

  record CreatePolicy(Name table) implements SqlCommand {}

  /// What has a name and is neither a relation nor a type.
  record CreateObject(ObjectKind kind, Name name) implements SqlCommand {}

  /// What it makes, as far as pods can name it; null when it makes nothing.
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

  /// Whether it changes nothing that another statement of its script could miss.
  default boolean isHarmless() {
    return this instanceof SetSearchPath
        || this instanceof PlainCommand.Harmless
        || this instanceof PlainCommand.Query
        || this instanceof PlainCommand.Comment
        || this instanceof PlainCommand.Analyze;
  }
}

package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.lint.TableAction.Build;
import dev.lockstep.engine.postgres.lint.TableAction.Existing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement, as far as a rule or the model asks for it.
sealed interface Command {
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
  record CreateTable(
      Name table,
      Persistence persistence,
      List<ColumnDefinition> columns,
      List<TableConstraint> constraints,
      @Nullable Name partitionOf,
      List<String> partitionKey,
      List<Name> like)
      implements Command {
    public CreateTable {
      columns = List.copyOf(columns);
      constraints = List.copyOf(constraints);
      partitionKey = List.copyOf(partitionKey);
      like = List.copyOf(like);
    }
  }

  record AlterTable(Name table, List<TableAction.Placed> actions) implements Command {
    public AlterTable {
      actions = List.copyOf(actions);
    }
  }

  /// CREATE INDEX.
  ///
  /// @param name absent when the server makes one up
  /// @param columns those that it names; an expression is left out
  record CreateIndex(
      @Nullable Name name,
      Name table,
      Unique unique,
      Build build,
      Existing existing,
      List<String> columns,
      Reach reach)
      implements Command {
    public CreateIndex {
      columns = List.copyOf(columns);
    }

    /// Whether it refuses equal rows.
    enum Unique {
      UNIQUE,
      PLAIN
    }

    /// Whether it reaches into partitions.
    enum Reach {
      ALL,
      ONLY
    }
  }

  record Drop(ObjectKind kind, List<Name> names, Build build, Existing existing, boolean cascade)
      implements Command {
    public Drop {
      names = List.copyOf(names);
    }
  }

  /// A rename of something that is neither a table nor one of its parts.
  record Rename(ObjectKind kind, Name name, String newName) implements Command {}

  record Reindex(String what, @Nullable Name name, Build build) implements Command {}

  /// CREATE TYPE.
  ///
  /// @param labels those of an enum; none of another type
  record CreateType(Name name, List<String> labels) implements Command {
    public CreateType {
      labels = List.copyOf(labels);
    }
  }

  /// CREATE DOMAIN.
  ///
  /// @param checked whether it has a constraint
  record CreateDomain(Name name, SqlType base, boolean checked) implements Command {}

  record AddEnumValue(Name type, String label) implements Command {}

  record RenameEnumValue(Name type, String label, String newLabel) implements Command {}

  /// CREATE VIEW and CREATE MATERIALIZED VIEW.
  ///
  /// @param query the tokens of its query
  record CreateView(Name name, ObjectKind kind, List<SqlLexeme> query) implements Command {
    public CreateView {
      query = List.copyOf(query);
    }
  }

  record Refresh(Name view, Build build) implements Command {}

  record Truncate(List<Name> tables, boolean cascade) implements Command {
    public Truncate {
      tables = List.copyOf(tables);
    }
  }

  /// An UPDATE or DELETE.
  ///
  /// @param verb which
  /// @param where the tokens of its condition; none when it has none
  record Change(Verb verb, Name table, List<SqlLexeme> where, int offset) implements Command {
    public Change {
      where = List.copyOf(where);
    }

    /// What it does to rows.
    enum Verb {
      UPDATE,
      DELETE
    }
  }

  /// An INSERT of what a query finds.
  record InsertSelect(Name table) implements Command {}

  /// A change of `search_path`.
  ///
  /// @param schemas none when it is reset
  record SetSearchPath(List<String> schemas, Span span) implements Command {
    public SetSearchPath {
      schemas = List.copyOf(schemas);
    }

    /// How long it lasts.
    enum Span {
      TRANSACTION,
      SESSION,
      RESET
    }
  }

  record CreateFunction(Name name, boolean definer, boolean ownPath) implements Command {}

  record GrantToPublic(String privileges, String object, int offset) implements Command {}

  /// LOCK TABLE.
  ///
  /// @param mode such as `ACCESS EXCLUSIVE`
  record Lock(List<Name> tables, String mode) implements Command {
    public Lock {
      tables = List.copyOf(tables);
    }
  }

  /// VACUUM FULL or CLUSTER.
  ///
  /// @param tables none when it is the whole database
  record Compact(String what, List<Name> tables) implements Command {
    public Compact {
      tables = List.copyOf(tables);
    }
  }

  record CreatePolicy(Name table) implements Command {}

  /// A sequence, schema or extension.
  record CreateObject(ObjectKind kind, Name name) implements Command {}

  /// A query, a comment, a setting: what takes part in no transaction's success.
  record Harmless() implements Command {}

  record Other() implements Command {}

  /// What it makes, as far as pods can name it; null when it makes nothing.
  default @Nullable Name makes() {
    return switch (this) {
      case CreateTable create -> create.table();
      case CreateView create -> create.name();
      case CreateFunction create -> create.name();
      case CreateType create -> create.name();
      case CreateDomain create -> create.name();
      case CreateObject create -> create.name();
      default -> null;
    };
  }

  /// Whether it changes nothing that another statement of its script could miss.
  default boolean isHarmless() {
    return this instanceof Harmless || this instanceof SetSearchPath;
  }
}

package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.command.PlainCommand.Copy.Direction;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.CreateTable.Source;
import dev.lockstep.engine.postgres.command.SqlCommand.CreateView.Replaced;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.command.TableConstraint.Kind;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The strongest lock that a statement takes on an existing table or index, as documented for its
/// command. Only the text is considered: locks that a function, a trigger or a cascade takes are
/// not included. If a command's lock depends on more than its text, the strongest one is returned.
public final class StatementLock {
  private StatementLock() {}

  /// The lock; empty if the statement locks no existing table, or none that its text shows.
  public static Optional<TableLock> of(SqlStatement statement) {
    return switch (statement.words().isEmpty() ? "" : statement.words().getFirst()) {
      // The first word is sufficient: the rows of a data load are not parsed.
      case "INSERT", "UPDATE", "DELETE", "MERGE" -> Optional.of(TableLock.ROW_EXCLUSIVE);
      default -> Optional.ofNullable(of(CommandReader.read(statement)));
    };
  }

  private static @Nullable TableLock of(SqlCommand command) {
    return switch (command) {
      case SqlCommand.CreateTable create -> create(create);
      case SqlCommand.AlterTable alter -> alter(alter);
      case SqlCommand.CreateIndex create -> concurrently(create.build(), TableLock.SHARE);
      case SqlCommand.Drop drop -> drop(drop);
      case SqlCommand.Reindex reindex -> concurrently(reindex.build(), TableLock.ACCESS_EXCLUSIVE);
      case SqlCommand.Rename rename ->
          rename.kind() == ObjectKind.INDEX ? TableLock.SHARE_UPDATE_EXCLUSIVE : null;
      case SqlCommand.CreateView create ->
          create.existing() == Replaced.REPLACED ? TableLock.ACCESS_EXCLUSIVE : null;
      case SqlCommand.Refresh refresh ->
          refresh.build() == Build.CONCURRENTLY ? TableLock.EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE;
      case SqlCommand.Truncate _, SqlCommand.Compact _, SqlCommand.CreatePolicy _ ->
          TableLock.ACCESS_EXCLUSIVE;
      case SqlCommand.Change _, SqlCommand.InsertSelect _ -> TableLock.ROW_EXCLUSIVE;
      case SqlCommand.Lock lock -> lock(lock.mode());
      case SqlCommand.CreateObject create -> create(create.kind());
      case PlainCommand plain -> of(plain);
      case SqlCommand.CreateType _,
          SqlCommand.CreateDomain _,
          SqlCommand.AddEnumValue _,
          SqlCommand.RenameEnumValue _,
          SqlCommand.SetSearchPath _,
          SqlCommand.CreateFunction _,
          SqlCommand.GrantToPublic _ ->
          null;
    };
  }

  private static @Nullable TableLock of(PlainCommand command) {
    return switch (command) {
      case PlainCommand.Query query ->
          switch (query.rows()) {
            case NONE -> null;
            case READ -> TableLock.ACCESS_SHARE;
            case LOCKED -> TableLock.ROW_SHARE;
            case CHANGED -> TableLock.ROW_EXCLUSIVE;
          };
      case PlainCommand.Write _ -> TableLock.ROW_EXCLUSIVE;
      case PlainCommand.Copy copy ->
          copy.direction() == Direction.FROM ? TableLock.ROW_EXCLUSIVE : TableLock.ACCESS_SHARE;
      case PlainCommand.Comment comment ->
          switch (comment.subject()) {
            case RELATION -> TableLock.SHARE_UPDATE_EXCLUSIVE;
            case OTHER -> null;
          };
      case PlainCommand.Analyze _, PlainCommand.AttachIndex _ -> TableLock.SHARE_UPDATE_EXCLUSIVE;
      case PlainCommand.EmptyView _ -> TableLock.ACCESS_EXCLUSIVE;
      case PlainCommand.AlterObject alter -> alter(alter.kind());
      case PlainCommand.DropOwned drop -> drop.cascade() ? TableLock.ACCESS_EXCLUSIVE : null;
      case PlainCommand.CreateDatabase _,
          PlainCommand.AlterSubscription _,
          PlainCommand.Harmless _,
          PlainCommand.Other _ ->
          null;
    };
  }

  private static TableLock concurrently(Build build, TableLock otherwise) {
    return build == Build.CONCURRENTLY ? TableLock.SHARE_UPDATE_EXCLUSIVE : otherwise;
  }

  private static TableLock lock(String mode) {
    return Arrays.stream(TableLock.values())
        .filter(lock -> lock.title().equals(mode))
        .findFirst()
        .orElse(TableLock.ACCESS_EXCLUSIVE);
  }

  private static @Nullable TableLock create(SqlCommand.CreateTable create) {
    if (create.partitionOf() != null) {
      return TableLock.ACCESS_EXCLUSIVE;
    }
    boolean references =
        Stream.concat(
                create.constraints().stream(),
                create.columns().stream().flatMap(column -> column.constraints().stream()))
            .anyMatch(StatementLock::references);
    if (references) {
      return TableLock.SHARE_ROW_EXCLUSIVE;
    }
    return create.source() == Source.QUERY ? TableLock.ACCESS_SHARE : null;
  }

  private static boolean references(TableConstraint constraint) {
    return constraint.kind() == Kind.FOREIGN_KEY && constraint.references() != null;
  }

  private static @Nullable TableLock create(ObjectKind kind) {
    return switch (kind) {
      case TRIGGER -> TableLock.SHARE_ROW_EXCLUSIVE;
      case RULE -> TableLock.ACCESS_EXCLUSIVE;
      case STATISTICS -> TableLock.SHARE_UPDATE_EXCLUSIVE;
      default -> null;
    };
  }

  private static @Nullable TableLock drop(SqlCommand.Drop drop) {
    return switch (drop.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, TRIGGER, RULE, POLICY ->
          TableLock.ACCESS_EXCLUSIVE;
      case INDEX -> concurrently(drop.build(), TableLock.ACCESS_EXCLUSIVE);
      case SCHEMA, TYPE -> drop.cascade() ? TableLock.ACCESS_EXCLUSIVE : null;
      case SEQUENCE,
          FUNCTION,
          PROCEDURE,
          AGGREGATE,
          DOMAIN,
          EXTENSION,
          STATISTICS,
          DATABASE,
          TABLESPACE,
          SUBSCRIPTION ->
          null;
    };
  }

  private static @Nullable TableLock alter(ObjectKind kind) {
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, INDEX, TRIGGER, RULE, POLICY ->
          TableLock.ACCESS_EXCLUSIVE;
      case SEQUENCE,
          FUNCTION,
          PROCEDURE,
          AGGREGATE,
          TYPE,
          DOMAIN,
          SCHEMA,
          EXTENSION,
          STATISTICS,
          DATABASE,
          TABLESPACE,
          SUBSCRIPTION ->
          null;
    };
  }

  private static TableLock alter(SqlCommand.AlterTable alter) {
    return alter.kind() == ObjectKind.TABLE
        ? alter.actions().stream()
            .map(placed -> action(placed.action()))
            .reduce(TableLock::or)
            .orElse(TableLock.ACCESS_EXCLUSIVE)
        : TableLock.ACCESS_EXCLUSIVE;
  }

  /// The lock of one action of `ALTER TABLE`, as documented for that command.
  private static TableLock action(TableAction action) {
    return switch (action) {
      case TableAction.ValidateConstraint _,
          TableAction.Attach _,
          TableAction.FinalizeDetach _,
          TableAction.SetParameters _ ->
          TableLock.SHARE_UPDATE_EXCLUSIVE;
      case TableAction.Detach detach -> concurrently(detach.build(), TableLock.ACCESS_EXCLUSIVE);
      case TableAction.AddConstraint add ->
          references(add.constraint()) ? TableLock.SHARE_ROW_EXCLUSIVE : TableLock.ACCESS_EXCLUSIVE;
      case TableAction.DisableTrigger _, TableAction.EnableTrigger _ ->
          TableLock.SHARE_ROW_EXCLUSIVE;
      // The documentation lists no other exceptions.
      default -> TableLock.ACCESS_EXCLUSIVE;
    };
  }
}

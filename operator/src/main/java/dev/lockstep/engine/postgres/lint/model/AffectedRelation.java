package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.catalog.CatalogFacts;
import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table, view or index that a statement affects.
///
/// @param relation the name in the statement
/// @param size the size; null if the catalog was not read or lacks the relation
public record AffectedRelation(String relation, @Nullable String size) {

  /// The relations that a statement affects, as far as its text shows them.
  ///
  /// @param facts the facts of the database, if one was queried
  /// @param schema the schema to which unqualified names resolve
  public static List<AffectedRelation> of(
      SqlStatement statement, Optional<CatalogFacts> facts, String schema) {
    return names(CommandReader.read(statement)).stream()
        .map(name -> new AffectedRelation(name.sql(), size(name, facts, schema)))
        .toList();
  }

  private static @Nullable String size(Name name, Optional<CatalogFacts> facts, String schema) {
    String in = name.schema() == null ? schema : name.schema();
    return facts.stream()
        .flatMap(found -> found.tables().stream())
        .filter(table -> table.schema().equals(in) && table.name().equals(name.text()))
        .findFirst()
        .map(table -> new TableSize(table.rows(), table.bytes()).title())
        .orElse(null);
  }

  private static List<Name> names(SqlCommand command) {
    return switch (command) {
      case SqlCommand.AlterTable alter -> List.of(alter.table());
      case SqlCommand.CreateIndex index -> List.of(index.table());
      case SqlCommand.Drop drop when drop.kind().isStored() -> drop.names();
      case SqlCommand.Drop _ -> List.of();
      case SqlCommand.Rename rename -> List.of(rename.name());
      case SqlCommand.Reindex reindex ->
          Optional.ofNullable(reindex.name()).map(List::of).orElse(List.of());
      case SqlCommand.Refresh refresh -> List.of(refresh.view());
      case SqlCommand.Truncate truncate -> truncate.tables();
      case SqlCommand.Change change -> List.of(change.table());
      case SqlCommand.InsertSelect insert -> List.of(insert.table());
      case SqlCommand.Lock lock -> lock.tables();
      case SqlCommand.Compact compact -> compact.tables();
      case SqlCommand.CreatePolicy policy -> List.of(policy.table());
      case SqlCommand.CreateTable _,
          SqlCommand.CreateType _,
          SqlCommand.CreateDomain _,
          SqlCommand.AddEnumValue _,
          SqlCommand.RenameEnumValue _,
          SqlCommand.CreateView _,
          SqlCommand.SetSearchPath _,
          SqlCommand.CreateFunction _,
          SqlCommand.GrantToPublic _,
          SqlCommand.CreateObject _,
          PlainCommand _ ->
          List.of();
    };
  }
}

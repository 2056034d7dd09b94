package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.CatalogFacts;
import dev.lockstep.engine.postgres.SqlStatement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table, view or index that a statement names as what it works on.
///
/// @param relation its name as the statement has it
/// @param size how large it is; absent where no catalog tells
public record Concerned(String relation, @Nullable String size) {

  /// What a statement works on, as far as its text tells.
  ///
  /// @param facts what the database has, where one was asked
  /// @param schema the schema that unqualified names mean
  public static List<Concerned> of(
      SqlStatement statement, Optional<CatalogFacts> facts, String schema) {
    return names(CommandReader.read(statement)).stream()
        .map(name -> new Concerned(name.sql(), size(name, facts, schema)))
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

  private static List<Name> names(Command command) {
    return switch (command) {
      case Command.AlterTable alter -> List.of(alter.table());
      case Command.CreateIndex index -> List.of(index.table());
      case Command.Drop drop when drop.kind().isStored() -> drop.names();
      case Command.Drop _ -> List.of();
      case Command.Rename rename -> List.of(rename.name());
      case Command.Reindex reindex ->
          Optional.ofNullable(reindex.name()).map(List::of).orElse(List.of());
      case Command.Refresh refresh -> List.of(refresh.view());
      case Command.Truncate truncate -> truncate.tables();
      case Command.Change change -> List.of(change.table());
      case Command.InsertSelect insert -> List.of(insert.table());
      case Command.Lock lock -> lock.tables();
      case Command.Compact compact -> compact.tables();
      case Command.CreatePolicy policy -> List.of(policy.table());
      case Command.CreateTable _,
          Command.CreateType _,
          Command.CreateDomain _,
          Command.AddEnumValue _,
          Command.RenameEnumValue _,
          Command.CreateView _,
          Command.SetSearchPath _,
          Command.CreateFunction _,
          Command.GrantToPublic _,
          Command.CreateObject _,
          Command.Harmless _,
          Command.Other _ ->
          List.of();
    };
  }
}

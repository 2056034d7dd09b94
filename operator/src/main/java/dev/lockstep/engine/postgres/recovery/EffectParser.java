package dev.lockstep.engine.postgres.recovery;

import dev.lockstep.engine.postgres.command.CommandReader;
import dev.lockstep.engine.postgres.command.IndexKey;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.PlainCommand;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableAction;
import dev.lockstep.engine.postgres.command.TableAction.Build;
import dev.lockstep.engine.postgres.command.TableAction.Existing;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Repeatable;
import dev.lockstep.engine.postgres.recovery.StatementEffect.UnknownEffect;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlName;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Determines the effect of a statement.
///
/// If a known command cannot be parsed here, the server cannot parse it either: such a statement
/// has no effect, however often it runs.
final class EffectParser {
  private static final Set<String> REPEATABLE =
      Set.of("VACUUM", "ANALYZE", "ANALYSE", "CLUSTER", "DISCARD", "CHECKPOINT", "REINDEX");

  private static final Set<String> ALTERED = Set.of("TABLE", "SUBSCRIPTION", "SYSTEM", "DATABASE");

  private EffectParser() {}

  /// The effect of a statement that runs outside a transaction.
  static StatementEffect read(SqlStatement statement) {
    StatementEffect effect = effect(CommandReader.read(statement));
    if (effect != null) {
      return effect;
    }
    return isRepeatable(statement) ? new Repeatable() : new UnknownEffect(statement);
  }

  /// The effect on the catalog; null if it cannot be looked up, or if the command is unknown.
  private static @Nullable StatementEffect effect(SqlCommand command) {
    return switch (command) {
      case SqlCommand.CreateIndex create when create.build() == Build.CONCURRENTLY -> index(create);
      case SqlCommand.Drop drop -> drop(drop);
      case PlainCommand.CreateDatabase create ->
          created(ClusterObject.Type.DATABASE, create.name());
      case SqlCommand.CreateObject create when create.kind() == ObjectKind.TABLESPACE ->
          created(ClusterObject.Type.TABLESPACE, create.name());
      case SqlCommand.CreateObject create when create.kind() == ObjectKind.SUBSCRIPTION ->
          created(ClusterObject.Type.SUBSCRIPTION, create.name());
      case SqlCommand.Reindex reindex -> reindex(reindex);
      case SqlCommand.AlterTable alter -> detach(alter);
      case PlainCommand.AlterSubscription alter -> publications(alter);
      default -> null;
    };
  }

  /// Whether a statement can be repeated without changing the result, by its leading words.
  private static boolean isRepeatable(SqlStatement statement) {
    List<String> words = statement.words();
    if (words.isEmpty()) {
      return false;
    }
    return statement.kind() == StatementKind.OUTSIDE_TRANSACTION
        || REPEATABLE.contains(words.getFirst())
        || (words.size() > 1 && words.getFirst().equals("ALTER") && ALTERED.contains(words.get(1)));
  }

  private static @Nullable StatementEffect index(SqlCommand.CreateIndex create) {
    SqlName table = SqlName.of(create.table());
    if (create.name() != null) {
      return IndexBuild.named(table, SqlName.of(create.name()));
    }
    var columns = new ArrayList<@Nullable String>();
    for (IndexKey key : create.keys()) {
      columns.add(key.column());
    }
    // IF NOT EXISTS requires a name.
    return create.existing() == Existing.SKIPPED ? null : IndexBuild.unnamed(table, columns);
  }

  private static @Nullable StatementEffect drop(SqlCommand.Drop drop) {
    if (drop.names().isEmpty()) {
      return null;
    }
    SqlName name = SqlName.of(drop.names().getFirst());
    return switch (drop.kind()) {
      case INDEX -> drop.build() == Build.CONCURRENTLY ? new IndexDrop(name) : null;
      case DATABASE -> dropped(ClusterObject.Type.DATABASE, name);
      case TABLESPACE -> dropped(ClusterObject.Type.TABLESPACE, name);
      case SUBSCRIPTION -> dropped(ClusterObject.Type.SUBSCRIPTION, name);
      default -> null;
    };
  }

  private static StatementEffect created(ClusterObject.Type type, Name name) {
    return new ClusterObject(type, SqlName.of(name), ClusterObject.Verb.CREATE);
  }

  private static StatementEffect dropped(ClusterObject.Type type, SqlName name) {
    return new ClusterObject(type, name, ClusterObject.Verb.DROP);
  }

  /// Without `CONCURRENTLY` a REINDEX leaves nothing behind, so the check finds nothing.
  private static @Nullable StatementEffect reindex(SqlCommand.Reindex reindex) {
    if (reindex.what().equals("database")) {
      return Reindexing.database();
    }
    if (reindex.name() == null) {
      return null;
    }
    SqlName name = SqlName.of(reindex.name());
    return switch (reindex.what()) {
      case "index" -> Reindexing.index(name);
      case "table" -> Reindexing.table(name);
      case "schema" -> Reindexing.schema(name);
      default -> null;
    };
  }

  private static @Nullable StatementEffect detach(SqlCommand.AlterTable alter) {
    return alter.actions().size() == 1
            && alter.actions().getFirst().action() instanceof TableAction.Detach detach
            && detach.build() == Build.CONCURRENTLY
        ? new PartitionDetach(SqlName.of(alter.table()), SqlName.of(detach.partition()))
        : null;
  }

  private static @Nullable StatementEffect publications(PlainCommand.AlterSubscription alter) {
    if (alter.publications().isEmpty()) {
      return null;
    }
    var verb =
        switch (alter.verb()) {
          case ADD -> PublicationChange.Verb.ADD;
          case DROP -> PublicationChange.Verb.DROP;
        };
    return new PublicationChange(
        SqlName.of(alter.subscription()),
        alter.publications().stream().map(Name::text).toList(),
        verb);
  }
}

package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.StatementEffect.Repeatable;
import dev.lockstep.engine.postgres.StatementEffect.Unforeseen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads from a statement's head which effect it has.
///
/// What it cannot read of a command that it knows, the server cannot read either: such a statement
/// does nothing, however often it runs.
final class EffectReader {
  private static final String[] REPEATABLE = {
    "vacuum", "analyze", "analyse", "cluster", "discard", "checkpoint"
  };

  private final SqlStatement statement;
  private final StatementHead head;

  private EffectReader(SqlStatement statement) {
    this.statement = statement;
    this.head = new StatementHead(statement.sql());
  }

  /// The effect of a statement that runs outside of a transaction.
  static StatementEffect read(SqlStatement statement) {
    return new EffectReader(statement).read();
  }

  private StatementEffect read() {
    if (head.takeOneOf(REPEATABLE) != null) {
      return new Repeatable();
    }
    if (head.take("create")) {
      return create();
    }
    if (head.take("drop")) {
      return drop();
    }
    if (head.take("reindex")) {
      return orRepeatable(reindex());
    }
    if (head.take("alter", "table")) {
      return orRepeatable(detach());
    }
    if (head.take("alter", "subscription")) {
      return orRepeatable(publications());
    }
    return head.take("alter", "system") || head.take("alter", "database")
        ? new Repeatable()
        : new Unforeseen(statement);
  }

  private static StatementEffect orRepeatable(@Nullable StatementEffect effect) {
    return effect == null ? new Repeatable() : effect;
  }

  private StatementEffect create() {
    if (head.take("unique", "index", "concurrently") || head.take("index", "concurrently")) {
      return orRepeatable(index());
    }
    return clusterObject(ClusterObject.Verb.CREATE);
  }

  private @Nullable StatementEffect index() {
    boolean skips = head.take("if", "not", "exists");
    boolean unnamed = !skips && head.take("on");
    SqlName name = unnamed ? null : head.name();
    if (!unnamed && (name == null || !head.take("on"))) {
      return null;
    }
    SqlName table = head.relation();
    if (table == null) {
      return null;
    }
    return name == null ? IndexBuild.unnamed(table, head.columns()) : IndexBuild.named(table, name);
  }

  private StatementEffect drop() {
    if (head.take("index", "concurrently")) {
      head.take("if", "exists");
      SqlName name = head.name();
      return orRepeatable(name == null ? null : new IndexDrop(name));
    }
    return clusterObject(ClusterObject.Verb.DROP);
  }

  private StatementEffect clusterObject(ClusterObject.Verb verb) {
    String word = head.takeOneOf("database", "tablespace", "subscription");
    if (word == null) {
      return new Unforeseen(statement);
    }
    if (verb == ClusterObject.Verb.DROP) {
      head.take("if", "exists");
    }
    SqlName name = head.name();
    var type =
        switch (word) {
          case "database" -> ClusterObject.Type.DATABASE;
          case "tablespace" -> ClusterObject.Type.TABLESPACE;
          default -> ClusterObject.Type.SUBSCRIPTION;
        };
    return orRepeatable(name == null ? null : new ClusterObject(type, name, verb));
  }

  /// `CONCURRENTLY` can stand among the options or before the name; without it nothing is left
  /// behind, and nothing will be found.
  private @Nullable StatementEffect reindex() {
    head.skipParentheses();
    String word = head.takeOneOf("index", "table", "schema", "database");
    head.take("concurrently");
    SqlName name = head.name();
    if ("database".equals(word)) {
      return Reindexing.database();
    }
    if (word == null || name == null) {
      return null;
    }
    return switch (word) {
      case "index" -> Reindexing.index(name);
      case "table" -> Reindexing.table(name);
      default -> Reindexing.schema(name);
    };
  }

  private @Nullable StatementEffect detach() {
    head.take("if", "exists");
    SqlName parent = head.relation();
    if (parent == null || !head.take("detach", "partition")) {
      return null;
    }
    SqlName child = head.name();
    return child != null && head.take("concurrently") ? new PartitionDetach(parent, child) : null;
  }

  private @Nullable StatementEffect publications() {
    SqlName subscription = head.name();
    String word = head.takeOneOf("add", "drop");
    if (subscription == null || word == null || !head.take("publication")) {
      return null;
    }
    List<String> names = head.names();
    var verb = word.equals("add") ? PublicationChange.Verb.ADD : PublicationChange.Verb.DROP;
    return names.isEmpty() ? null : new PublicationChange(subscription, names, verb);
  }
}

package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.lint.model.ParsedStatement;
import dev.lockstep.engine.postgres.lint.model.Relation;
import dev.lockstep.engine.postgres.lint.model.SchemaModel;
import dev.lockstep.engine.postgres.lint.model.TableSize.Weight;
import dev.lockstep.engine.postgres.lint.rule.AffectedTable.Age;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.util.List;
import java.util.Optional;

/// A statement with everything that a rule may examine: its script and the schema before it.
///
/// @param sql the statement's text, copied once
/// @param index the index of the statement in the script, from 0
/// @param script an index of the script's statements
public record RuleContext(
    ParsedStatement parsed,
    String sql,
    int index,
    ScriptIndex script,
    TransactionState state,
    SchemaModel model,
    LintSettings settings) {
  SqlStatement statement() {
    return parsed.statement();
  }

  SqlCommand command() {
    return parsed.command();
  }

  int version() {
    return settings.version();
  }

  AffectedTable subject(Name name) {
    Optional<Relation> relation = model.relation(name);
    boolean fresh =
        relation.filter(found -> found.isTemporary() || model.isFresh(found.born())).isPresent();
    boolean empty = fresh || "pg_temp".equals(name.schema());
    Weight weight =
        relation
            .flatMap(Relation::size)
            .map(size -> size.weight(settings.small()))
            .orElse(Weight.LARGE);
    return new AffectedTable(name, relation, empty ? Age.FRESH : Age.OLD, weight);
  }

  /// The spellings of the name of the table to which a name resolves.
  List<Spelling> spellings(Name name) {
    SchemaModel.Key key = model.relationKey(name);
    var qualified = new Spelling(key.schema(), key.name());
    return model.relationKey(new Name(null, key.name(), 0)).equals(key)
        ? List.of(qualified, new Spelling(null, key.name()))
        : List.of(qualified);
  }

  /// Whether the checked run creates the column.
  boolean isFresh(Relation.Column column) {
    return model.isFresh(column.born());
  }
}

package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Statement;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reviews scripts before they run, with the facts of a [Database] or for its [Dialect] alone.
public interface ScriptReview {
  /// A script as a whole.
  ///
  /// @param mode the way in which it would run, in one word
  /// @param refusals the reasons for rejecting it, as sentences
  record Outline(String mode, List<String> refusals) {
    public Outline {
      refusals = List.copyOf(refusals);
    }
  }

  /// A statement.
  ///
  /// @param kind the kind of the statement, in one word
  /// @param lock the strongest lock on an existing relation, if its text shows it
  /// @param relations the relations that it affects, if its text shows them
  record Step(Statement statement, String kind, @Nullable String lock, List<Relation> relations) {
    public Step {
      relations = List.copyOf(relations);
    }
  }

  /// A table, view or index.
  ///
  /// @param size the size; null if no database was queried or the relation does not exist yet
  record Relation(String name, @Nullable String size) {}

  /// A risk of a statement for a database in use.
  ///
  /// @param script the script's file name
  /// @param statement the number of the statement; 0 for the script as a whole
  record Hazard(
      String script,
      int statement,
      int line,
      String severity,
      String rule,
      String message,
      @Nullable String relation) {}

  Outline outline(Script script);

  /// The statements of a script, split as in a run; empty if the script is rejected.
  List<Step> steps(Script script);

  /// The risks of a set's pending scripts for a database in use; empty if the dialect has no rules
  /// for them.
  List<Hazard> hazards(ScriptSet set, List<Script> pending);
}

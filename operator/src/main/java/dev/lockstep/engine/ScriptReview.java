package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Statement;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at scripts before they run: with what a [Database] knows, or as its [Dialect] reads them.
public interface ScriptReview {
  /// A script as a whole.
  ///
  /// @param mode how it would be run, in one word
  /// @param refusals why it would be refused, as sentences
  record Outline(String mode, List<String> refusals) {
    public Outline {
      refusals = List.copyOf(refusals);
    }
  }

  /// A statement.
  ///
  /// @param kind what a run must know of it, in one word
  /// @param lock the strongest lock on a relation that exists already, where its text tells
  /// @param relations what it works on, where its text tells
  record Step(Statement statement, String kind, @Nullable String lock, List<Relation> relations) {
    public Step {
      relations = List.copyOf(relations);
    }
  }

  /// A table, view or index.
  ///
  /// @param size how large it is; absent where no database was asked or it does not exist yet
  record Relation(String name, @Nullable String size) {}

  /// What a statement would do to a database at work.
  ///
  /// @param script the script's file name
  /// @param statement its number; 0 for the script as a whole
  record Hazard(
      String script,
      int statement,
      int line,
      String severity,
      String rule,
      String message,
      @Nullable String relation) {}

  Outline outline(Script script);

  /// The statements of a script, split where a run splits them; none when it is refused.
  List<Step> steps(Script script);

  /// What the pending scripts of a set would do to a database at work; none where the dialect has
  /// no rules for it.
  List<Hazard> hazards(ScriptSet set, List<Script> pending);
}

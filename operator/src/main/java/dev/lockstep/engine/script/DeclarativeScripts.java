package dev.lockstep.engine.script;

import java.util.List;

/// Turns a declarative script, which says what shall be there, into the SQL that sees to it. Each
/// database has its own.
@FunctionalInterface
public interface DeclarativeScripts {
  /// Those of a database that takes none.
  DeclarativeScripts NONE =
      _ -> new Reading.Refused(List.of(": declarative scripts are not supported here: write SQL"));

  /// What came of it.
  sealed interface Reading {
    /// The SQL that runs.
    record Sql(String text) implements Reading {}

    /// The script cannot be run.
    ///
    /// @param errors all that is wrong, each the end of a sentence that begins with the file's name
    record Refused(List<String> errors) implements Reading {
      public Refused {
        errors = List.copyOf(errors);
      }
    }
  }

  /// Reads a script.
  ///
  /// @param yaml the file's text
  Reading read(String yaml);
}

package dev.lockstep.engine.script;

import java.util.List;

/// Turns a declarative script, which describes a desired state, into the SQL that produces it. Each
/// database has its own implementation.
@FunctionalInterface
public interface DeclarativeScripts {
  /// Rejects every declarative script, for a database that does not support them.
  DeclarativeScripts NONE =
      _ -> new Reading.Refused(List.of(": declarative scripts are not supported here: write SQL"));

  /// The result of reading a declarative script.
  sealed interface Reading {
    /// The SQL that runs.
    record Sql(String text) implements Reading {}

    /// A script that cannot be run.
    ///
    /// @param errors all errors, each the end of a sentence that begins with the file's name
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

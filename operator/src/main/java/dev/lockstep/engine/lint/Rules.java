package dev.lockstep.engine.lint;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules of a dialect.
///
/// @param all in the order in which they are listed, related ones together
public record Rules(List<Rule> all) {
  public static final Rule MISSING_UNDO =
      Rule.of(
          "missing-undo",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "Other scripts of the set have an undo, but this one does not.",
          """
          -- U8__note.sql, V8__note.down.sql, or the undo part
          ALTER TABLE orders DROP COLUMN note;
          """);

  public static final Rule UNUSED_UNDO =
      Rule.of(
          "unused-undo",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "An undo script belongs to a version without an up script, so it is never run.",
          """
          -- 000008_note.up.sql, beside 000008_note.down.sql
          ALTER TABLE orders ADD COLUMN note text;
          """);

  public static final Rule IDLE_MARKER =
      Rule.of(
          "idle-marker",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "dbmate divides a file only at its first markers; a second marker is a comment.",
          """
          -- 20260102_note.sql, a separate file
          -- migrate:up
          ALTER TABLE orders ADD COLUMN note text;
          """);

  public static final Rule ALLOW_UNKNOWN =
      Rule.of(
          "allow-unknown",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule that does not exist.",
          "-- lockstep: allow drop-column nobody reads it since 7.2");

  public static final Rule ALLOW_UNUSED =
      Rule.of(
          "allow-unused",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule that has no finding there.",
          "-- remove the line, or move it to its statement");

  public static final Rule ALLOW_REASON =
      Rule.of(
          "allow-without-reason",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A comment allows a rule without a reason, and is therefore ignored.",
          "-- lockstep: allow drop-column nobody reads it since 7.2");

  private static final List<Rule> OF_ALL_DIALECTS =
      List.of(MISSING_UNDO, UNUSED_UNDO, IDLE_MARKER, ALLOW_UNKNOWN, ALLOW_UNUSED, ALLOW_REASON);

  public Rules {
    all = List.copyOf(all);
  }

  /// The rules of a dialect, followed by those that every dialect has.
  public static Rules of(Stream<Rule> ofDialect) {
    return new Rules(Stream.concat(ofDialect, OF_ALL_DIALECTS.stream()).toList());
  }

  /// The rule with an ID.
  public Optional<Rule> byId(String id) {
    return all.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }
}

package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.postgres.ScriptOutline;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.TableLock;
import dev.lockstep.engine.postgres.lint.Concerned;
import dev.lockstep.engine.postgres.lint.Finding;
import dev.lockstep.engine.postgres.lint.Severity;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A pending script, as `plan` shows it.
///
/// @param statements absent where nobody asked for them
/// @param hazards what it would do to a database at work, as `lint` says; its notes are left out
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlannedScript(
    String script,
    @Nullable String version,
    String kind,
    String mode,
    @Nullable List<Statement> statements,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Hazard> hazards) {

  /// A statement.
  ///
  /// @param kind what the runner must know of it, see [dev.lockstep.engine.postgres.StatementKind]
  /// @param lock the strongest lock on a relation that is there already, where its text tells
  /// @param relations what it works on, where its text tells
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Statement(
      int index,
      int line,
      int column,
      String sql,
      String kind,
      @Nullable String lock,
      List<Relation> relations) {
    static Statement of(SqlStatement statement, Surveyed surveyed) {
      return new Statement(
          statement.number(),
          statement.line(),
          statement.column(),
          statement.sql(),
          statement.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          ScriptOutline.lock(statement).map(TableLock::title).orElse(null),
          Concerned.of(statement, surveyed.facts(), surveyed.schema()).stream()
              .map(each -> new Relation(each.relation(), each.size()))
              .toList());
    }

    String text() {
      String on =
          String.join(
              ", ",
              relations.stream()
                  .map(
                      each ->
                          each.size() == null
                              ? each.name()
                              : each.name() + " (" + each.size() + ")")
                  .toList());
      return "  %d, line %d%s%s:\n%s"
          .formatted(
              index,
              line,
              lock == null ? "" : ", " + lock,
              on.isEmpty() ? "" : (lock == null ? ", " : " on ") + on,
              sql.indent(4).stripTrailing());
    }
  }

  /// A table, view or index.
  ///
  /// @param size how large it is; absent where no database was asked or it is not there yet
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Relation(String name, @Nullable String size) {}

  /// What a statement would do to a database at work.
  ///
  /// @param statement its number; 0 for the script as a whole
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Hazard(
      int statement,
      int line,
      String severity,
      String rule,
      String message,
      @Nullable String relation) {
    static Hazard of(Finding finding) {
      return new Hazard(
          finding.statement(),
          finding.start().line(),
          finding.severity().label(),
          finding.rule().id(),
          finding.sentence(),
          finding.relation());
    }

    String text() {
      return "  %s: line %d: %s (%s)".formatted(severity, line, message, rule);
    }
  }

  static PlannedScript of(Script script, Surveyed surveyed, List<Finding> hazards) {
    ScriptOutline outline = ScriptOutline.of(script, surveyed.strings());
    return new PlannedScript(
        script.fileName(),
        script.version().map(SchemaVersion::text).orElse(null),
        script.kind().label(),
        outline.mode().label(),
        outline.statements().stream().map(each -> Statement.of(each, surveyed)).toList(),
        hazards.stream()
            .filter(finding -> finding.severity().compareTo(Severity.WARNING) >= 0)
            .map(Hazard::of)
            .toList());
  }

  PlannedScript withoutStatements() {
    return new PlannedScript(script, version, kind, mode, null, hazards);
  }

  String text() {
    var lines = new ArrayList<String>();
    lines.add("%s (%s%s, %s)".formatted(script, kind, version == null ? "" : " " + version, mode));
    if (statements != null) {
      statements.forEach(statement -> lines.add(statement.text()));
    }
    hazards.forEach(hazard -> lines.add(hazard.text()));
    return String.join("\n", lines);
  }
}

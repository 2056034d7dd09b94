package dev.lockstep.runner.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.script.Script;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pending script, as shown by `plan`.
///
/// @param statements the statements; null unless requested
/// @param hazards the findings of `lint`, without notes
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
  /// @param kind the kind of the statement
  /// @param lock the strongest lock on an existing relation, if its text shows it
  /// @param relations the relations that it affects, if its text shows them
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Statement(
      int index,
      int line,
      int column,
      String sql,
      String kind,
      @Nullable String lock,
      List<Relation> relations) {
    static Statement of(ScriptReview.Step step) {
      return new Statement(
          step.statement().number(),
          step.statement().line(),
          step.statement().column(),
          step.statement().text(),
          step.kind(),
          step.lock(),
          step.relations().stream().map(each -> new Relation(each.name(), each.size())).toList());
    }

    void addTo(Page page) {
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
      page.line(
              "  %d, line %d%s%s:"
                  .formatted(
                      index,
                      line,
                      lock == null ? "" : ", " + lock,
                      on.isEmpty() ? "" : (lock == null ? ", " : " on ") + on))
          .block(4, sql.stripTrailing());
    }
  }

  /// A table, view or index.
  ///
  /// @param size the size; null if no database was read or the relation does not exist yet
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Relation(String name, @Nullable String size) {}

  /// A lint finding of a statement.
  ///
  /// @param statement the number of the statement; 0 for the script as a whole
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Hazard(
      int statement,
      int line,
      String severity,
      String rule,
      String message,
      @Nullable String relation) {
    static Hazard of(ScriptReview.Hazard hazard) {
      return new Hazard(
          hazard.statement(),
          hazard.line(),
          hazard.severity(),
          hazard.rule(),
          hazard.message(),
          hazard.relation());
    }

    String text() {
      return "  %s: line %d: %s (%s)".formatted(severity, line, message, rule);
    }
  }

  static PlannedScript of(Script script, ScriptReview review, List<ScriptReview.Hazard> hazards) {
    return of(script, review, null, hazards);
  }

  static PlannedScript withStatements(
      Script script, ScriptReview review, List<ScriptReview.Hazard> hazards) {
    List<Statement> statements = review.steps(script).stream().map(Statement::of).toList();
    return of(script, review, statements, hazards);
  }

  private static PlannedScript of(
      Script script,
      ScriptReview review,
      @Nullable List<Statement> statements,
      List<ScriptReview.Hazard> hazards) {
    return new PlannedScript(
        script.fileName(),
        script.version().map(SchemaVersion::text).orElse(null),
        script.kind().label(),
        review.outline(script).mode(),
        statements,
        hazards.stream().map(Hazard::of).toList());
  }

  void addTo(Page page) {
    page.line("%s (%s%s, %s)".formatted(script, kind, version == null ? "" : " " + version, mode));
    if (statements != null) {
      statements.forEach(statement -> statement.addTo(page));
    }
    hazards.forEach(hazard -> page.line(hazard.text()));
  }
}

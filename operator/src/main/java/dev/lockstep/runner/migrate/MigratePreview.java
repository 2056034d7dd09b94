package dev.lockstep.runner.migrate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Database;
import dev.lockstep.engine.DryRunResult;
import dev.lockstep.engine.DryRunSession;
import dev.lockstep.engine.PreparedScripts;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `lockstep migrate --dry-run`: executes a run and rolls it back.
record MigratePreview(
    Planner planner, ScriptSet set, ScriptOptions options, AdoptionPolicy adoption) {

  /// A lock that a statement took.
  record Lock(String relation, String mode) {}

  /// A statement.
  ///
  /// @param script the file of the statement
  /// @param milliseconds the duration; null if the statement was not tried
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Statement(
      String script,
      int index,
      int line,
      List<Lock> locks,
      List<String> rewritten,
      @Nullable Long rows,
      @Nullable Long milliseconds,
      @Nullable String untried) {
    static Statement of(DryRunResult.Step step) {
      return new Statement(
          step.file(),
          step.number(),
          step.line(),
          step.locks().stream().map(lock -> new Lock(lock.relation(), lock.mode())).toList(),
          step.rewritten(),
          step.rows(),
          step.untried() == null ? step.time().toMillis() : null,
          step.untried());
    }

    void addTo(Page page) {
      page.line(
          "  %d, line %d: %s%s"
              .formatted(
                  index,
                  line,
                  untried != null ? "not tried: " + untried : milliseconds + "ms",
                  rows == null ? "" : rows == 1 ? ", 1 row" : ", %d rows".formatted(rows)));
      locks.forEach(lock -> page.line("      %s on %s".formatted(lock.mode(), lock.relation())));
      if (!rewritten.isEmpty()) {
        page.line("      rewrote " + String.join(", ", rewritten));
      }
    }
  }

  /// A script or a callback.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Part(String script, List<Statement> statements, @Nullable String untried) {
    static Part of(DryRunResult.Part part) {
      return new Part(
          part.file(), part.steps().stream().map(Statement::of).toList(), part.untried());
    }

    void addTo(Page page) {
      page.line(script + (untried == null ? "" : ": not tried: " + untried));
      statements.forEach(statement -> statement.addTo(page));
    }
  }

  /// The result; if the dry run failed, `failure` and `errors` contain the reasons.
  ///
  /// @param pendingCount the number of scripts that a run would apply
  /// @param milliseconds the total duration
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Told(
      int pendingCount,
      List<Part> scripts,
      @Nullable Long milliseconds,
      @Nullable AdoptionAnswer takeover,
      @Nullable Failure failure,
      List<String> errors,
      @JsonIgnore Optional<EngineException> trouble)
      implements Answer {
    static Told refused(EngineException refusal) {
      return new Told(
          0, List.of(), null, null, refusal.failure(), refusal.errors(), Optional.of(refusal));
    }

    @Override
    public ExitCode exit() {
      return trouble.map(failure -> failure.failure().kind().exitCode()).orElse(ExitCode.OK);
    }

    @Override
    public Page text() {
      var page = new Page();
      if (milliseconds == null) {
        return page;
      }
      if (takeover != null) {
        page.add(takeover.outlook());
      }
      scripts.forEach(part -> part.addTo(page));
      return page.line(
          "%d pending; %sall was rolled back after %s"
              .formatted(
                  pendingCount,
                  untried() == 0 ? "" : "%d not tried to completion; ".formatted(untried()),
                  DurationText.format(Duration.ofMillis(milliseconds))));
    }

    private long untried() {
      return scripts.stream()
          .filter(
              part ->
                  part.untried() != null
                      || part.statements().stream()
                          .anyMatch(statement -> statement.untried() != null))
          .count();
    }
  }

  /// Executes the dry run.
  ///
  /// @throws EngineException if the dry run could not start
  Told of(Database database) {
    DryRunSession session = database.acquireForDryRun().orElseThrow(MigratePreview::impossible);
    History history = session.history();
    AdoptedHistory takeover = adoption.adopt(session, history, set).orElse(null);
    List<Script> pending =
        planner
            .plan(
                set,
                (takeover == null ? history : takeover.over(history)).rows(),
                options.target(),
                options.outOfOrder())
            .pending();
    PreparedScripts prepared = PreparedScripts.of(session, set, pending);
    long begin = System.nanoTime();
    DryRunResult rehearsed = session.dryRun(prepared);
    Optional<Failure> failure = rehearsed.failure().map(EngineException::failure);
    return new Told(
        pending.size(),
        rehearsed.parts().stream().map(Part::of).toList(),
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        takeover == null ? null : AdoptionAnswer.of(takeover),
        failure.orElse(null),
        rehearsed.failure().map(EngineException::errors).orElse(List.of()),
        rehearsed.failure());
  }

  private static EngineException impossible() {
    return new EngineException(
        FailureKind.USAGE,
        "--dry-run: this database cannot roll back what scripts do",
        "See what would run with lockstep plan");
  }
}

package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Onboarding;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Takeover;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.engine.postgres.Rehearsed;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `lockstep migrate --dry-run`: what a run would do, tried and rolled back.
record DryRun(Planner planner, ScriptSet set, ScriptOptions options, Onboarding onboarding) {

  /// A lock that a statement took.
  record Lock(String relation, String mode) {}

  /// A statement.
  ///
  /// @param script the file that it is from
  /// @param milliseconds how long it took; absent when it was not tried
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
    static Statement of(Rehearsed.Step step) {
      return new Statement(
          step.file(),
          step.statement().number(),
          step.statement().line(),
          step.locks().stream()
              .map(lock -> new Lock(lock.relation(), lock.mode().title()))
              .toList(),
          step.rewritten(),
          step.rows(),
          step.untried() == null ? step.time().toMillis() : null,
          step.untried());
    }

    String text() {
      var lines = new ArrayList<String>();
      lines.add(
          "  %d, line %d: %s%s"
              .formatted(
                  index,
                  line,
                  untried != null ? "not tried: " + untried : milliseconds + "ms",
                  rows == null ? "" : rows == 1 ? ", 1 row" : ", %d rows".formatted(rows)));
      locks.forEach(lock -> lines.add("      %s on %s".formatted(lock.mode(), lock.relation())));
      if (!rewritten.isEmpty()) {
        lines.add("      rewrote " + String.join(", ", rewritten));
      }
      return String.join("\n", lines);
    }
  }

  /// A script or a callback.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Part(String script, List<Statement> statements, @Nullable String untried) {
    static Part of(Rehearsed.Part part) {
      return new Part(
          part.file(), part.steps().stream().map(Statement::of).toList(), part.untried());
    }

    String text() {
      var lines = new ArrayList<String>();
      lines.add(script + (untried == null ? "" : ": not tried: " + untried));
      statements.forEach(statement -> lines.add(statement.text()));
      return String.join("\n", lines);
    }
  }

  /// The answer; where it failed, `failure` and `errors` say why.
  ///
  /// @param pendingCount how many scripts a run would apply
  /// @param milliseconds how long all of it took
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Told(
      int pendingCount,
      List<Part> scripts,
      @Nullable Long milliseconds,
      @Nullable TakeoverAnswer takeover,
      @Nullable Failure failure,
      List<String> errors,
      @JsonIgnore Optional<EngineException> trouble) {
    static Told refused(EngineException refusal) {
      return new Told(
          0, List.of(), null, null, refusal.failure(), refusal.errors(), Optional.of(refusal));
    }

    String text() {
      if (milliseconds == null) {
        return "";
      }
      var lines = new ArrayList<String>();
      if (takeover != null) {
        lines.add(takeover.outlook());
      }
      scripts.forEach(part -> lines.add(part.text()));
      lines.add(
          "%d pending; %sall was rolled back after %s"
              .formatted(
                  pendingCount,
                  untried() == 0 ? "" : "%d not tried to the end; ".formatted(untried()),
                  DurationText.format(Duration.ofMillis(milliseconds))));
      return String.join("\n", lines);
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

  /// Tries it.
  ///
  /// @throws EngineException when it does not come to trying
  Told of(PostgresDatabase database) {
    History history = database.acquireToLook();
    Takeover takeover = onboarding.takeover(database, history, set).orElse(null);
    List<Script> pending =
        planner
            .plan(
                set,
                (takeover == null ? history : history.with(takeover)).rows(),
                options.target(),
                options.outOfOrder())
            .pending();
    database.requireRunnable(set, pending);
    long begin = System.nanoTime();
    Rehearsed rehearsed = database.rehearse(set, pending);
    Optional<Failure> failure = rehearsed.failure().map(EngineException::failure);
    return new Told(
        pending.size(),
        rehearsed.parts().stream().map(Part::of).toList(),
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        takeover == null ? null : TakeoverAnswer.of(takeover),
        failure.orElse(null),
        rehearsed.failure().map(EngineException::errors).orElse(List.of()),
        rehearsed.failure());
  }
}

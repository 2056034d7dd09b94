package dev.lockstep.runner.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.ScriptReview.Hazard;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.engine.source.SetWarnings;
import dev.lockstep.runner.command.AdoptionOptions;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.PlanContext;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.migrate.AdoptionAnswer;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep plan`.
public final class PlanCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private final AdoptionOptions onboardingOptions = new AdoptionOptions();

  private boolean statements;

  private final Map<String, String> environment;

  public PlanCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
    this.environment = environment;
  }

  /// The result; if the plan is rejected, `failure` and `errors` contain the reasons.
  ///
  /// @param adopted the history that would be adopted first; `version` is then the version after
  ///   the adoption
  /// @param callbacks the callbacks that would run, by file name
  /// @param passedOver the files that do not belong to the set
  /// @param scriptsDigest the digest of the set, for `spec.scripts.digest`
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outlook(
      @Nullable String version,
      @Nullable String desiredVersion,
      boolean databaseRead,
      @Nullable AdoptionAnswer adopted,
      int pendingCount,
      List<PlannedScript> scripts,
      List<String> callbacks,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> passedOver,
      @Nullable String scriptsDigest,
      List<String> warnings,
      @Nullable Failure failure,
      List<String> errors)
      implements Answer {
    static Outlook refused(EngineException refusal) {
      return new Outlook(
          null,
          null,
          false,
          null,
          0,
          List.of(),
          List.of(),
          List.of(),
          null,
          List.of(),
          refusal.failure(),
          refusal.errors());
    }

    @Override
    public Page text() {
      String summary =
          "%s; %d pending%s"
              .formatted(
                  databaseRead
                      ? "The database is at version " + (version == null ? "none" : version)
                      : "No database was read",
                  pendingCount,
                  desiredVersion == null ? "" : ", up to version " + desiredVersion);
      var page = new Page();
      if (adopted != null) {
        page.add(adopted.outlook());
      }
      page.line(summary);
      scripts.forEach(script -> script.addTo(page));
      if (!callbacks.isEmpty()) {
        page.line("callbacks: " + String.join(", ", callbacks));
      }
      if (!passedOver.isEmpty()) {
        page.line("ignored: " + String.join(", ", passedOver));
      }
      warnings.forEach(warning -> page.line("warning: " + warning));
      if (scriptsDigest != null) {
        page.line("digest: " + scriptsDigest);
      }
      return page;
    }
  }

  @Override
  public CommandSpec spec() {
    var model = model("plan", "Shows what migrate would run and how. Changes nothing.");
    scriptOptions.addTo(model);
    onboardingOptions.addTo(model);
    model.flag(
        "--statements",
        () -> statements = true,
        "Also show each statement with its position and the lock that it takes.");
    model.footer(
        "",
        "Without a database, all scripts count as pending.",
        "",
        "Examples:",
        "  lockstep plan --url postgresql://localhost/shop --user shop --scripts ./migrations",
        "  lockstep plan --scripts ./migrations --statements --output json");
    return model.spec();
  }

  @Override
  public int fail(EngineException failure) {
    if (format() == OutputOptions.Format.JSON) {
      tell(Outlook.refused(failure));
    }
    return super.fail(failure);
  }

  @Override
  public Outlook answer() {
    ScriptSet set = ScriptOptions.require(scriptOptions.read());
    AdoptionPolicy adoption = onboardingOptions.adoption();
    if (!databaseOptions().given(environment)) {
      onboardingOptions.refuseWithoutDatabase();
      ScriptReview review = databaseOptions().dialect().review(databaseOptions().schema());
      return answer(set, History.NONE, null, new PlanContext(review, false));
    }
    try (var database = database()) {
      History history = database.read();
      AdoptedHistory takeover = adoption.adopt(database, history, set).orElse(null);
      return answer(set, history, takeover, new PlanContext(database.review(), true));
    }
  }

  private Outlook answer(
      ScriptSet set, History recorded, @Nullable AdoptedHistory takeover, PlanContext surveyed) {
    History history = takeover == null ? recorded : takeover.over(recorded);
    var plan =
        planner(scriptOptions)
            .plan(set, history.rows(), scriptOptions.target(), scriptOptions.outOfOrder());
    return switch (plan) {
      case Plan.Conflict conflict -> throw new EngineException(conflict.failure());
      case Plan.Ready ready -> {
        List<PlannedScript> lines = lines(set, ready.pending(), surveyed);
        yield new Outlook(
            ready.recorded().map(SchemaVersion::text).orElse(null),
            ready.desired().map(SchemaVersion::text).orElse(null),
            surveyed.databaseRead(),
            takeover == null ? null : AdoptionAnswer.of(takeover),
            ready.pending().size(),
            lines,
            callbacks(set, ready.pending()),
            set.leftovers().passedOver(),
            set.digest(),
            Stream.concat(
                    SetWarnings.of(set, ready.pending()).stream(),
                    SetWarnings.ofNewer(planner(scriptOptions).newer(set, history.rows())).stream())
                .toList(),
            null,
            List.of());
      }
    };
  }

  /// The callbacks around the run always run, those around each script only if a script is pending.
  private static List<String> callbacks(ScriptSet set, List<Script> pending) {
    var callbacks = new ArrayList<>(set.callbacks(CallbackEvent.BEFORE_MIGRATE));
    if (!pending.isEmpty()) {
      callbacks.addAll(set.around().before());
      callbacks.addAll(set.around().after());
    }
    callbacks.addAll(set.callbacks(CallbackEvent.AFTER_MIGRATE));
    return callbacks.stream().map(Script::fileName).toList();
  }

  private List<PlannedScript> lines(ScriptSet set, List<Script> pending, PlanContext surveyed) {
    List<String> refusals =
        Stream.concat(pending.stream(), set.callbacks().stream())
            .flatMap(script -> surveyed.review().outline(script).refusals().stream())
            .toList();
    if (!refusals.isEmpty()) {
      throw new EngineException(
          Failure.of(FailureKind.SCRIPTS_REFUSED, refusals.getFirst(), "Correct the scripts"),
          refusals.subList(1, refusals.size()),
          null,
          null);
    }
    Map<String, List<Hazard>> hazards =
        surveyed.review().hazards(set, pending).stream()
            .collect(Collectors.groupingBy(Hazard::script));
    return pending.stream()
        .map(
            script -> {
              List<Hazard> own = hazards.getOrDefault(script.fileName(), List.of());
              return statements
                  ? PlannedScript.withStatements(script, surveyed.review(), own)
                  : PlannedScript.of(script, surveyed.review(), own);
            })
        .toList();
  }
}

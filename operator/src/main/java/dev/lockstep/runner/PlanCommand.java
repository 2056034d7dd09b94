package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Onboarding;
import dev.lockstep.engine.PlaceholderWarnings;
import dev.lockstep.engine.Plan;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Takeover;
import dev.lockstep.engine.postgres.ScriptOutline;
import dev.lockstep.engine.postgres.StandardStrings;
import dev.lockstep.engine.postgres.lint.Finding;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep plan`.
final class PlanCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final OnboardingOptions onboardingOptions = new OnboardingOptions();

  private boolean statements;

  private final Map<String, String> environment;

  PlanCommand(Map<String, String> environment, Console console) {
    super(environment, console);
    this.environment = environment;
  }

  /// The answer; where the plan is refused, `failure` and `errors` say why.
  ///
  /// @param adopted what would be taken over from others before; the version is that afterwards
  /// @param callbacks the callbacks that run around the scripts, by file name
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outlook(
      @Nullable String version,
      @Nullable String desiredVersion,
      boolean databaseRead,
      @Nullable TakeoverAnswer adopted,
      int pendingCount,
      List<PlannedScript> scripts,
      List<String> callbacks,
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
          refusal.failure(),
          refusal.errors());
    }

    @Override
    public String text() {
      String summary =
          "%s; %d pending%s"
              .formatted(
                  databaseRead
                      ? "The database is at version " + (version == null ? "none" : version)
                      : "No database was asked",
                  pendingCount,
                  desiredVersion == null ? "" : ", up to version " + desiredVersion);
      var lines = new ArrayList<String>();
      if (adopted != null) {
        lines.add(adopted.outlook());
      }
      lines.add(summary);
      scripts.forEach(script -> lines.add(script.text()));
      if (!callbacks.isEmpty()) {
        lines.add("callbacks: " + String.join(", ", callbacks));
      }
      warnings.forEach(warning -> lines.add("warning: " + warning));
      return String.join("\n", lines);
    }
  }

  @Override
  CommandSpec spec() {
    var model = model("plan", "Shows what migrate would run and how, and changes nothing.");
    scriptOptions.addTo(model);
    onboardingOptions.addTo(model);
    model.flag(
        "--statements",
        () -> statements = true,
        "Shows each statement, where it is cut, and the lock that it takes.");
    model.footer(
        "",
        "Without a database everything counts as pending.",
        "",
        "Examples:",
        "  lockstep plan --url postgresql://localhost/shop --user shop --scripts ./migrations",
        "  lockstep plan --scripts ./migrations --statements --output json");
    return model.spec();
  }

  @Override
  int fail(EngineException failure) {
    if (format() == OutputOptions.Format.JSON) {
      tell(Outlook.refused(failure));
    }
    return super.fail(failure);
  }

  @Override
  Outlook answer() {
    ScriptSet set = ScriptOptions.require(scriptOptions.read());
    Onboarding onboarding = onboardingOptions.onboarding();
    if (!databaseOptions().given(environment)) {
      onboardingOptions.refuseWithoutDatabase();
      var nothing = new Surveyed(StandardStrings.ON, Optional.empty(), databaseOptions().schema());
      return answer(set, History.NONE, null, nothing);
    }
    try (var database = database()) {
      History history = database.read();
      Takeover takeover = onboarding.takeover(database, history, set).orElse(null);
      var surveyed =
          new Surveyed(
              database.strings(), Optional.of(database.facts()), databaseOptions().schema());
      return answer(set, history, takeover, surveyed);
    }
  }

  private Outlook answer(
      ScriptSet set, History recorded, @Nullable Takeover takeover, Surveyed surveyed) {
    History history = takeover == null ? recorded : recorded.with(takeover);
    var plan =
        planner().plan(set, history.rows(), scriptOptions.target(), scriptOptions.outOfOrder());
    return switch (plan) {
      case Plan.Conflict conflict -> throw new EngineException(conflict.failure());
      case Plan.Ready ready -> {
        List<PlannedScript> lines = lines(set, ready.pending(), surveyed);
        yield new Outlook(
            ready.recorded().map(SchemaVersion::text).orElse(null),
            ready.desired().map(SchemaVersion::text).orElse(null),
            surveyed.facts().isPresent(),
            takeover == null ? null : TakeoverAnswer.of(takeover),
            ready.pending().size(),
            lines,
            callbacks(set, ready.pending()),
            PlaceholderWarnings.of(set, ready.pending()),
            null,
            List.of());
      }
    };
  }

  /// Those around the run always run, those around each script only where there is one.
  private static List<String> callbacks(ScriptSet set, List<Script> pending) {
    var callbacks = new ArrayList<>(set.callbacks(CallbackEvent.BEFORE_MIGRATE));
    if (!pending.isEmpty()) {
      callbacks.addAll(set.around().before());
      callbacks.addAll(set.around().after());
    }
    callbacks.addAll(set.callbacks(CallbackEvent.AFTER_MIGRATE));
    return callbacks.stream().map(Script::fileName).toList();
  }

  private List<PlannedScript> lines(ScriptSet set, List<Script> pending, Surveyed surveyed) {
    List<String> refusals =
        Stream.concat(pending.stream(), set.callbacks().stream())
            .flatMap(script -> ScriptOutline.of(script, surveyed.strings()).refusals().stream())
            .toList();
    if (!refusals.isEmpty()) {
      throw new EngineException(
          Failure.of(FailureKind.SCRIPTS_REFUSED, refusals.getFirst(), "Correct the scripts"),
          refusals.subList(1, refusals.size()),
          null,
          null);
    }
    Map<String, List<Finding>> hazards =
        surveyed.hazards(set, pending).findings().stream()
            .collect(Collectors.groupingBy(Finding::script));
    return pending.stream()
        .map(
            script -> {
              var planned =
                  PlannedScript.of(
                      script, surveyed, hazards.getOrDefault(script.fileName(), List.of()));
              return statements ? planned : planned.withoutStatements();
            })
        .toList();
  }
}

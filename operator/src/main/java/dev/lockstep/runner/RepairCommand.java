package dev.lockstep.runner;

import dev.lockstep.engine.Repair;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep repair`.
final class RepairCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private final Map<String, String> environment;

  private final List<Action> actions = new ArrayList<>();
  private @Nullable String script;
  private @Nullable Integer resumeFrom;
  private @Nullable String reason;
  private @Nullable String by;

  RepairCommand(Map<String, String> environment, Console console) {
    super(environment, console);
    this.environment = environment;
  }

  /// What is to be repaired.
  private enum Action {
    RESUME_FROM,
    ACCEPT_CHECKSUM,
    MARK_APPLIED,
    FORGET_FAILED
  }

  @Override
  CommandSpec spec() {
    var model =
        model(
            "repair",
            "Writes down what a person knows of one script. It runs nothing: what is written counts for the next run.");
    scriptOptions.addTo(model);
    model.option(
        "--script", "NAME", String.class, value -> script = value, "The script's file name.");
    addActions(model);
    model.option(
        "--reason",
        "TEXT",
        String.class,
        value -> reason = value,
        "Why, for the audit; may be left out with --resume-from only.");
    model.option(
        "--by",
        "WHO",
        String.class,
        value -> by = value,
        "Who says so, for the audit (default: the user of this machine and of the database).");
    model.footer(
        "",
        "Exactly one of --resume-from, --accept-checksum, --mark-applied and --forget-failed is given.",
        "",
        "Statement 3 of a script was cut off, and you have seen that it is done:",
        "  lockstep repair --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations --script V7__fill.sql --resume-from 4",
        "A comment of an applied script was corrected:",
        "  lockstep repair --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations --script V3__notes.sql --accept-checksum \\",
        "    --reason 'licence header added'");
    return model.spec();
  }

  private void addActions(CommandModel model) {
    model.option(
        "--resume-from",
        "N",
        Integer.class,
        value -> {
          resumeFrom = value;
          actions.add(Action.RESUME_FROM);
        },
        "The number of the statement to go on with in a script that stopped half way; those before it count as done. One more than the script has: all is done.");
    model.flag(
        "--accept-checksum",
        () -> actions.add(Action.ACCEPT_CHECKSUM),
        "The text that an applied script has now counts as the one that was applied.");
    model.flag(
        "--mark-applied",
        () -> actions.add(Action.MARK_APPLIED),
        "The database has what the script does: it is recorded as applied.");
    model.flag(
        "--forget-failed",
        () -> actions.add(Action.FORGET_FAILED),
        "A script that failed counts as never tried; it need not be among the scripts any more.");
  }

  @Override
  RepairAnswer answer() {
    String name = script;
    if (name == null || actions.size() != 1) {
      throw new UsageException(
          "repair needs --script NAME and one of --resume-from N, --accept-checksum, --mark-applied, --forget-failed"
              + (actions.size() > 1 ? ", and not two of them" : ""));
    }
    return switch (actions.getFirst()) {
      case RESUME_FROM -> resumed(named(set(), name));
      case ACCEPT_CHECKSUM -> amended(new Repair.AcceptChecksum(named(set(), name)));
      case MARK_APPLIED -> {
        ScriptSet set = set();
        yield amended(new Repair.MarkApplied(named(set, name), set, scriptOptions.outOfOrder()));
      }
      case FORGET_FAILED ->
          amended(new Repair.ForgetFailed(name, scriptOptions.given() ? set() : null));
    };
  }

  private ScriptSet set() {
    return ScriptOptions.require(scriptOptions.read());
  }

  private static Script named(ScriptSet set, String name) {
    return set.scripts().stream()
        .filter(each -> each.fileName().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException("--script: no script of the set is called " + name));
  }

  private RepairAnswer resumed(Script named) {
    int from = Optional.ofNullable(resumeFrom).orElseThrow();
    var word = new Repair.Word(who(), reason == null ? null : words("--reason", reason));
    try (var database = database()) {
      return RepairAnswer.Resumed.of(database.resumeFrom(named, from, word), word);
    }
  }

  private RepairAnswer amended(Repair repair) {
    if (reason == null) {
      throw new UsageException("repair needs --reason TEXT: the audit keeps it");
    }
    var word = new Repair.Word(who(), words("--reason", reason));
    try (var database = database()) {
      return RepairAnswer.Amended.of(database.amend(repair, word), word);
    }
  }

  private String who() {
    return by != null
        ? words("--by", by)
        : "%s as %s"
            .formatted(
                System.getProperty("user.name", "unknown"),
                databaseOptions().target(environment).user());
  }

  private static String words(String option, String given) {
    String words = given.strip();
    if (words.isEmpty()) {
      throw new UsageException(option + " is empty: the audit keeps it");
    }
    if (words.length() > Repair.LONGEST_WORDS) {
      throw new UsageException(
          "%s is too long: it may have %d characters, this one has %d"
              .formatted(option, Repair.LONGEST_WORDS, words.length()));
    }
    return words;
  }
}

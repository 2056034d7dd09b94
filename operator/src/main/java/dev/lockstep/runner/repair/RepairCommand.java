package dev.lockstep.runner.repair;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep repair`.
public final class RepairCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());

  private final List<Action> actions = new ArrayList<>();
  private @Nullable String script;
  private @Nullable Integer resumeFrom;
  private @Nullable String reason;
  private @Nullable String by;

  public RepairCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
  }

  /// The kind of repair.
  private enum Action {
    RESUME_FROM,
    ACCEPT_CHECKSUM,
    MARK_APPLIED,
    FORGET_FAILED
  }

  @Override
  public CommandSpec spec() {
    var model =
        model(
            "repair",
            "Corrects the recorded history of one script. Runs no SQL; later runs rely on the correction.");
    scriptOptions.addTo(model);
    model.option(
        "--script", "NAME", String.class, value -> script = value, "The file name of the script.");
    addActions(model);
    addAudit(model);
    model.footer(
        "",
        "Give exactly one of --resume-from, --accept-checksum, --mark-applied and --forget-failed.",
        "",
        "Statement 3 of a script was interrupted, and you have checked that it completed:",
        "  lockstep repair --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations --script V7__fill.sql --resume-from 4",
        "A comment in an applied script was corrected:",
        "  lockstep repair --url postgresql://localhost/shop --user shop \\",
        "    --scripts ./migrations --script V3__notes.sql --accept-checksum \\",
        "    --reason 'licence header added'");
    return model.spec();
  }

  private void addAudit(CommandModel model) {
    model.option(
        "--reason",
        "TEXT",
        String.class,
        value -> reason = value,
        "The reason, kept for the audit. Required, except with --resume-from.");
    model.option(
        "--by",
        "WHO",
        String.class,
        value -> by = value,
        "Who makes the correction, kept for the audit (default: the operating system user and the database user).");
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
        "The statement at which to resume a partially applied script; earlier statements count as applied. One more than the number of statements means that all are applied.");
    model.flag(
        "--accept-checksum",
        () -> actions.add(Action.ACCEPT_CHECKSUM),
        "Accept the current file of an applied script as the applied version.");
    model.flag(
        "--mark-applied",
        () -> actions.add(Action.MARK_APPLIED),
        "Record the script as applied, because the database already has its changes.");
    model.flag(
        "--forget-failed",
        () -> actions.add(Action.FORGET_FAILED),
        "Forget a failed script, as if it had never run. Its file need not exist any more.");
  }

  @Override
  public RepairAnswer answer() {
    String name = script;
    if (name == null || actions.size() != 1) {
      throw new UsageException(
          "repair needs --script NAME and one of --resume-from N, --accept-checksum, --mark-applied, --forget-failed"
              + (actions.size() > 1 ? ", not two of them" : ""));
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
        .orElseThrow(() -> new UsageException("--script: the set has no script named " + name));
  }

  private RepairAnswer resumed(Script named) {
    int from = Optional.ofNullable(resumeFrom).orElseThrow();
    String why = reason == null ? null : words("--reason", reason);
    try (var database = database()) {
      var word = new Repair.AuditNote(who(database), why);
      return RepairAnswer.Resumed.of(database.acquire().resumeFrom(named, from, word), word);
    }
  }

  private RepairAnswer amended(Repair repair) {
    if (reason == null) {
      throw new UsageException("repair needs --reason TEXT, which is kept for the audit");
    }
    String why = words("--reason", reason);
    try (var database = database()) {
      var word = new Repair.AuditNote(who(database), why);
      return RepairAnswer.Amended.of(database.acquire().amend(repair, word), word);
    }
  }

  private String who(Database database) {
    return by != null
        ? words("--by", by)
        : "%s as %s".formatted(System.getProperty("user.name", "unknown"), database.user());
  }

  private static String words(String option, String given) {
    String words = given.strip();
    if (words.isEmpty()) {
      throw new UsageException(option + " must not be empty: it is kept for the audit");
    }
    if (words.length() > Repair.LONGEST_WORDS) {
      throw new UsageException(
          "%s is too long: the maximum is %d characters, this one has %d"
              .formatted(option, Repair.LONGEST_WORDS, words.length()));
    }
    return words;
  }
}

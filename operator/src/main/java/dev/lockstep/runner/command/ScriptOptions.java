package dev.lockstep.runner.command;

import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.plan.NewerApplied;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.ReadOptions;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.connection.DatabaseOptions;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.StyleNames;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.FileSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The options that select scripts, for every command that reads them.
public final class ScriptOptions {
  private final DatabaseOptions database;
  private List<Path> folders = List.of();
  private Map<String, String> placeholders = Map.of();
  private String style = StyleNames.AUTO;
  private List<String> ignored = List.of();
  private String target = "latest";
  private OutOfOrder outOfOrder = OutOfOrder.REJECT;
  private NewerApplied newerApplied = NewerApplied.REJECT;
  private @Nullable String expectedDigest;

  /// Creates the options of a command.
  ///
  /// @param database determines the schema and the dialect of the scripts
  public ScriptOptions(DatabaseOptions database) {
    this.database = database;
  }

  /// The dialect of the scripts.
  public Dialect dialect() {
    return database.dialect();
  }

  public void addTo(CommandModel command) {
    command.options(
        "--scripts",
        "DIR",
        Path.class,
        value -> folders = value,
        "A folder with scripts; repeatable.");
    command.pairs(
        "--placeholder",
        "NAME=VALUE",
        value -> placeholders = value,
        "Replace $${NAME} in the scripts; repeatable.");
    addIgnoreTo(command, value -> ignored = value);
    command.option(
        "--style",
        StyleNames.ALL,
        String.class,
        StyleNames.AUTO,
        value -> style = value,
        "The naming style of the scripts (default: ${DEFAULT-VALUE}: detected).");
    addPlanTo(command);
    command.option(
        "--expect-digest",
        "DIGEST",
        String.class,
        value -> expectedDigest = value,
        "The digest that the scripts must have; otherwise nothing is run.");
  }

  /// Adds the options of a plan.
  private void addPlanTo(CommandModel command) {
    command.option(
        "--target",
        "VERSION",
        String.class,
        "latest",
        value -> target = value,
        "The version to migrate to, or latest (default: ${DEFAULT-VALUE}).");
    command.option(
        "--out-of-order",
        "reject|apply",
        OutOfOrder.class,
        "reject",
        value -> outOfOrder = value,
        "How to handle a pending script that is older than the recorded version (default: ${DEFAULT-VALUE}).");
    command.option(
        "--newer-applied",
        "reject|accept",
        NewerApplied.class,
        "reject",
        value -> newerApplied = value,
        "How to handle applied scripts that are missing from the set and newer than all of its scripts (default: ${DEFAULT-VALUE}).");
  }

  /// Adds the option that excludes files from a set.
  public static void addIgnoreTo(CommandModel command, Consumer<List<String>> setter) {
    command.options(
        "--ignore",
        "GLOB",
        String.class,
        setter,
        "Ignore files whose names match this pattern (wildcards: * and ?); repeatable.");
  }

  public Target target() {
    try {
      return Target.parse(target);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--target: " + e.getMessage());
    }
  }

  public OutOfOrder outOfOrder() {
    return outOfOrder;
  }

  NewerApplied newerApplied() {
    return newerApplied;
  }

  public boolean given() {
    return !folders.isEmpty();
  }

  public List<Path> folders() {
    return folders;
  }

  /// Reads the scripts of other folders with the same options.
  public ScriptReading read(List<Path> others) {
    var rules =
        new ReadOptions(
            placeholders, database.schema(), StyleNames.parse(style).orElse(null), selection());
    return ScriptSet.read(others, rules, dialect().declarations());
  }

  /// The selection of files that belong to the set.
  public FileSelection selection() {
    return selection(ignored);
  }

  /// The selection of files by the patterns of `--ignore`.
  public static FileSelection selection(List<String> ignored) {
    ignored.stream()
        .map(FileSelection::objection)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(
            objection -> {
              throw new UsageException("--ignore: " + objection);
            });
    return new FileSelection(ignored);
  }

  /// Reads the scripts, valid or not, and fails if they do not have the expected digest.
  public ScriptReading read() {
    if (folders.isEmpty()) {
      throw new UsageException("no scripts given: use --scripts DIR");
    }
    ScriptReading reading = read(folders);
    if (expectedDigest != null && !expectedDigest.equals(reading.digest())) {
      throw new EngineException(
          FailureKind.SCRIPTS_CHANGED,
          "the scripts are not those that this run was created for: their digest is %s, expected %s"
              .formatted(reading.digest(), expectedDigest),
          "If the operator created this run, it starts a new one with the new scripts");
    }
    return reading;
  }

  /// Returns the set, or throws a failure with all errors.
  public static ScriptSet require(ScriptReading reading) {
    if (reading instanceof ScriptSet set) {
      return set;
    }
    throw refused(reading.errors());
  }

  /// The failure for invalid scripts.
  public static EngineException refused(List<String> errors) {
    return EngineException.ofAll(
        FailureKind.SCRIPTS_REFUSED, errors, "Correct the scripts; nothing was run");
  }
}

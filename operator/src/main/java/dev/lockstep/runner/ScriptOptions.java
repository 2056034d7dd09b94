package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.OutOfOrder;
import dev.lockstep.engine.ScriptReading;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.Target;
import dev.lockstep.engine.postgres.PostgresDeclarations;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which scripts, as options of every command that reads some.
final class ScriptOptions {
  private List<Path> folders = List.of();
  private Map<String, String> placeholders = Map.of();
  private String style = StyleNames.AUTO;
  private String target = "latest";
  private OutOfOrder outOfOrder = OutOfOrder.REJECT;
  private @Nullable String expectedDigest;

  void addTo(CommandModel command) {
    command.options(
        "--scripts",
        "DIR",
        Path.class,
        value -> folders = value,
        "A folder with scripts; may be given more than once.");
    command.pairs(
        "--placeholder",
        "NAME=VALUE",
        value -> placeholders = value,
        "Replaces $${NAME} in the scripts; may be given more than once.");
    command.option(
        "--style",
        StyleNames.ALL,
        String.class,
        StyleNames.AUTO,
        value -> style = value,
        "How the scripts are named and divided (default: ${DEFAULT-VALUE}: found from them).");
    command.option(
        "--target",
        "VERSION",
        String.class,
        "latest",
        value -> target = value,
        "The version to reach, or latest (default: ${DEFAULT-VALUE}).");
    command.option(
        "--out-of-order",
        "reject|apply",
        OutOfOrder.class,
        "reject",
        value -> outOfOrder = value,
        "What becomes of a script older than the recorded version (default: ${DEFAULT-VALUE}).");
    command.option(
        "--expect-digest",
        "DIGEST",
        String.class,
        value -> expectedDigest = value,
        "The digest that the scripts must have; with other scripts nothing is run.");
  }

  Target target() {
    try {
      return Target.parse(target);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--target: " + e.getMessage());
    }
  }

  OutOfOrder outOfOrder() {
    return outOfOrder;
  }

  boolean given() {
    return !folders.isEmpty();
  }

  List<Path> folders() {
    return folders;
  }

  /// Reads scripts of other folders in the same way.
  ScriptReading read(List<Path> others) {
    return ScriptSet.read(
        others, placeholders, StyleNames.parse(style), new PostgresDeclarations());
  }

  /// Reads the scripts, good or bad, and stops when they are not the expected ones.
  ScriptReading read() {
    if (folders.isEmpty()) {
      throw new UsageException("no scripts are given: use --scripts DIR");
    }
    ScriptReading reading = read(folders);
    if (expectedDigest != null && !expectedDigest.equals(reading.digest())) {
      throw new EngineException(
          FailureKind.SCRIPTS_CHANGED,
          "The scripts are not those that this run was made for: their digest is %s, expected was %s"
              .formatted(reading.digest(), expectedDigest),
          "A new run with the new scripts is on its way where an operator made this one");
    }
    return reading;
  }

  /// The set, or the failure that says all that is wrong with it.
  static ScriptSet require(ScriptReading reading) {
    if (reading instanceof ScriptSet set) {
      return set;
    }
    List<String> errors = reading.errors();
    throw new EngineException(
        Failure.of(
            FailureKind.SCRIPTS_REFUSED, errors.getFirst(), "Correct the scripts; nothing was run"),
        errors.subList(1, errors.size()),
        null,
        null);
  }
}

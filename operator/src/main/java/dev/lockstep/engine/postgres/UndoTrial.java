package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Around;
import dev.lockstep.engine.Database.Applied;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.HistoryRow;
import dev.lockstep.engine.OutOfOrder;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.Target;
import dev.lockstep.engine.postgres.CatalogSnapshot.Reach;
import dev.lockstep.engine.postgres.TriedUndo.Result;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Applies each script of a set in a database that may be spoilt, undoes it and applies it again,
/// and compares the catalog of the whole database at each step.
public final class UndoTrial {
  private final PostgresDatabase database;
  private final StopSignal stop;
  private final Consumer<TriedUndo> listener;
  private CatalogSnapshot now = new CatalogSnapshot(new TreeMap<>());

  /// What became of a set.
  ///
  /// @param tried the versioned scripts that were tried, in order
  /// @param notReached the names of those behind them, which were not
  public record Outcome(List<TriedUndo> tried, List<String> notReached) {
    public Outcome {
      tried = List.copyOf(tried);
      notReached = List.copyOf(notReached);
    }
  }

  /// @param listener hears of each script as soon as it is tried
  public UndoTrial(PostgresDatabase database, StopSignal stop, Consumer<TriedUndo> listener) {
    this.database = database;
    this.stop = stop;
    this.listener = listener;
  }

  /// Tries a set up to a target. It ends early where what comes next could not be believed.
  ///
  /// @throws EngineException where the schema is not empty, the set cannot be run, or a script
  ///   cannot even be applied once
  public Outcome run(ScriptSet set, Target target, String schema) {
    requireEmpty(schema);
    database.acquire();
    List<Script> scripts =
        new Planner(new SqlFingerprint()).plan(set, List.of(), target, OutOfOrder.REJECT).pending();
    refuse(set, scripts);
    set.callbacks(CallbackEvent.BEFORE_MIGRATE).forEach(database::execute);
    now = database.catalog(Reach.DATABASE);
    var tried = new ArrayList<TriedUndo>();
    for (Script script : scripts) {
      stop.check();
      TriedUndo one = attempt(script, set.around());
      if (script.kind() == ScriptKind.VERSIONED) {
        tried.add(one);
        listener.accept(one);
      }
      if (isEnd(one)) {
        break;
      }
    }
    database.settle();
    return new Outcome(tried, notReached(scripts, tried));
  }

  private static List<String> notReached(List<Script> scripts, List<TriedUndo> tried) {
    return scripts.stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .skip(tried.size())
        .map(Script::fileName)
        .toList();
  }

  private TriedUndo attempt(Script script, Around around) {
    CatalogSnapshot before = now;
    settled(() -> database.apply(script, around));
    CatalogSnapshot applied = look();
    String text = script.undo().orElse(null);
    if (text == null || script.kind() != ScriptKind.VERSIONED) {
      return TriedUndo.withoutUndo(script);
    }
    Script undo = Script.undoing(row(script), text);
    try {
      settled(() -> database.undo(undo));
    } catch (EngineException e) {
      look();
      return TriedUndo.failed(
          script, Result.UNDO_FAILED, applied.changesTo(now), requireScripts(e));
    }
    List<CatalogDifference> afterUndo = before.changesTo(look());
    try {
      settled(() -> database.apply(script, around));
    } catch (EngineException e) {
      return TriedUndo.failed(script, Result.NOT_APPLIED_AGAIN, afterUndo, requireScripts(e));
    }
    return TriedUndo.compared(script, afterUndo, applied.changesTo(look()));
  }

  /// Behind a script that is neither applied nor undone nothing can be tried.
  private static boolean isEnd(TriedUndo tried) {
    return switch (tried.result()) {
      case CLEAN, NO_UNDO, DIFFERS -> false;
      case UNDO_FAILED -> !tried.afterUndo().isEmpty();
      case NOT_APPLIED_AGAIN -> true;
    };
  }

  /// The failure, when it is the script's; a lost server says nothing of the script.
  private static Failure requireScripts(EngineException e) {
    if (e.failure().kind() != FailureKind.SCRIPT_FAILED) {
      throw e;
    }
    return e.failure();
  }

  private CatalogSnapshot look() {
    now = database.catalog(Reach.DATABASE);
    return now;
  }

  private void settled(Supplier<Applied> step) {
    boolean again = true;
    while (again) {
      again =
          switch (step.get()) {
            case NOW -> false;
            case NOW_READ_AGAIN, BY_ANOTHER_RUN -> {
              database.acquire();
              yield false;
            }
            case NOT_NOW -> {
              database.acquire();
              yield true;
            }
          };
    }
  }

  private static HistoryRow row(Script script) {
    return new HistoryRow(
        script.fileName(),
        script.kind(),
        script.version().orElse(null),
        HistoryRow.Status.SUCCESS,
        script.checksum(),
        null,
        null,
        null,
        true);
  }

  private void requireEmpty(String schema) {
    List<String> contents = database.catalog(Reach.SCHEMA).contents();
    if (!contents.isEmpty() || !database.read().records().isEmpty()) {
      String found =
          contents.isEmpty()
              ? "a history of migrations"
              : String.join(", ", contents.subList(0, Math.min(3, contents.size())))
                  + (contents.size() > 3 ? " and %d more".formatted(contents.size() - 3) : "");
      throw new EngineException(
          FailureKind.USAGE,
          "The schema %s is not empty: it has %s".formatted(schema, found),
          "Give test-undo a database of its own, or a schema of its own by --schema");
    }
  }

  private void refuse(ScriptSet set, List<Script> scripts) {
    Stream<Script> undo =
        scripts.stream()
            .flatMap(
                script -> script.undo().map(text -> Script.undoing(row(script), text)).stream());
    List<String> errors =
        Stream.of(scripts.stream(), set.callbacks().stream(), undo)
            .flatMap(part -> part)
            .flatMap(script -> database.refusals(script).stream())
            .toList();
    if (!errors.isEmpty()) {
      throw new EngineException(
          Failure.of(
              FailureKind.SCRIPTS_REFUSED,
              errors.getFirst(),
              "Correct the scripts; nothing was run of %d scripts".formatted(scripts.size())),
          errors.subList(1, errors.size()),
          null,
          null);
    }
  }
}

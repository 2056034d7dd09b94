package dev.lockstep.engine;

import dev.lockstep.engine.Session.Applied;
import dev.lockstep.engine.UndoTestResult.Result;
import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.CatalogSnapshot.Reach;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Applies each script of a set in a disposable database, undoes it and applies it again, and
/// compares the catalog of the whole database at each step.
public final class UndoTest {
  private final Database database;
  private final SchemaCatalog catalog;
  private final Planner planner;
  private final StopSignal stop;
  private final Consumer<UndoTestResult> listener;
  private CatalogSnapshot now = new CatalogSnapshot(new TreeMap<>());

  /// The result for a set.
  ///
  /// @param tried the results of the versioned scripts that were tried, in order
  /// @param notReached the names of the versioned scripts after them, which were not tried
  public record Outcome(List<UndoTestResult> tried, List<String> notReached) {
    public Outcome {
      tried = List.copyOf(tried);
      notReached = List.copyOf(notReached);
    }
  }

  /// Creates a test of undo scripts in a disposable database.
  ///
  /// @param catalog the catalog of the database
  /// @param listener receives the result of each script as soon as it is tried
  public UndoTest(
      Database database,
      SchemaCatalog catalog,
      Planner planner,
      StopSignal stop,
      Consumer<UndoTestResult> listener) {
    this.database = database;
    this.catalog = catalog;
    this.planner = planner;
    this.stop = stop;
    this.listener = listener;
  }

  /// Tries a set up to a target. It stops early if later results would not be reliable.
  ///
  /// @throws EngineException if the schema is not empty, the set cannot run, or a script cannot
  ///   even be applied once
  public Outcome run(ScriptSet set, Target target, String schema) {
    requireEmpty(schema);
    Session session = database.acquire();
    List<Script> scripts = planner.plan(set, List.of(), target, OutOfOrder.REJECT).pending();
    refuse(session, set, scripts);
    PreparedScripts prepared = PreparedScripts.of(session, set, scripts);
    prepared.callbacks(CallbackEvent.BEFORE_MIGRATE).forEach(session::execute);
    now = catalog.read(Reach.DATABASE);
    var tried = new ArrayList<UndoTestResult>();
    for (Script script : scripts) {
      stop.check();
      var steps = new Steps(session, prepared.take(script, session), prepared.around());
      UndoTestResult one = attempt(steps);
      if (script.kind() == ScriptKind.VERSIONED) {
        tried.add(one);
        listener.accept(one);
      }
      if (isEnd(one)) {
        break;
      }
    }
    session.flush();
    return new Outcome(tried, notReached(scripts, tried));
  }

  /// The steps for one script, each repeated if a session was lost.
  private record Steps(Session session, Prepared prepared, PreparedCallbacks around) {
    Script script() {
      return prepared.script();
    }

    void apply() {
      done(() -> session.apply(List.of(prepared).iterator(), around, _ -> {}));
    }

    void undo(String text) {
      Prepared undo = prepare(session, row(script()).undo(text));
      done(() -> session.undo(List.of(undo).iterator(), _ -> {}));
    }

    private void done(Supplier<Applied> step) {
      boolean again = true;
      while (again) {
        again =
            switch (step.get()) {
              case APPLIED -> false;
              case APPLIED_RELOAD, BY_ANOTHER_RUN -> {
                session.renew();
                yield false;
              }
              case RETRY -> {
                session.renew();
                yield true;
              }
            };
      }
    }
  }

  private static List<String> notReached(List<Script> scripts, List<UndoTestResult> tried) {
    return scripts.stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .skip(tried.size())
        .map(Script::fileName)
        .toList();
  }

  private UndoTestResult attempt(Steps steps) {
    Script script = steps.script();
    CatalogSnapshot before = now;
    steps.apply();
    CatalogSnapshot applied = look();
    String text = script.undo().orElse(null);
    if (text == null || script.kind() != ScriptKind.VERSIONED) {
      return UndoTestResult.withoutUndo(script);
    }
    try {
      steps.undo(text);
    } catch (EngineException e) {
      look();
      return UndoTestResult.failed(
          script, Result.UNDO_FAILED, applied.changesTo(now), requireScripts(e));
    }
    List<CatalogDifference> afterUndo = before.changesTo(look());
    try {
      steps.apply();
    } catch (EngineException e) {
      return UndoTestResult.failed(script, Result.NOT_APPLIED_AGAIN, afterUndo, requireScripts(e));
    }
    return UndoTestResult.compared(script, afterUndo, applied.changesTo(look()));
  }

  /// After a script that is neither applied nor undone, nothing can be tried.
  private static boolean isEnd(UndoTestResult tried) {
    return switch (tried.result()) {
      case CLEAN, NO_UNDO, DIFFERS -> false;
      case UNDO_FAILED -> !tried.afterUndo().isEmpty();
      case NOT_APPLIED_AGAIN -> true;
    };
  }

  /// Returns a failure of the script and throws any other, such as that of a lost server.
  private static Failure requireScripts(EngineException e) {
    if (e.failure().kind() != FailureKind.SCRIPT_FAILED) {
      throw e;
    }
    return e.failure();
  }

  private CatalogSnapshot look() {
    now = catalog.read(Reach.DATABASE);
    return now;
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
    List<String> contents = catalog.read(Reach.SCHEMA).contents();
    if (!contents.isEmpty() || !database.read().records().isEmpty()) {
      String found =
          contents.isEmpty()
              ? "a migration history"
              : String.join(", ", contents.subList(0, Math.min(3, contents.size())))
                  + (contents.size() > 3 ? " and %d more".formatted(contents.size() - 3) : "");
      throw new EngineException(
          FailureKind.USAGE,
          "schema %s is not empty: it contains %s".formatted(schema, found),
          "Use a separate database for %s, or a separate schema with %s"
              .formatted(Command.TEST_UNDO.word(), Setting.SCHEMA.option()));
    }
  }

  /// Rejects everything at once: scripts, callbacks and undo SQL.
  private static void refuse(Session session, ScriptSet set, List<Script> scripts) {
    Stream<Script> undo =
        scripts.stream()
            .flatMap(script -> script.undo().map(text -> row(script).undo(text)).stream());
    List<Script> all =
        Stream.of(scripts.stream(), set.callbacks().stream(), undo).flatMap(part -> part).toList();
    Preparations.of(session, all).orThrow(first -> PreparedScripts.refusal(first, scripts.size()));
  }

  private static Prepared prepare(Session session, Script script) {
    return Preparations.of(session, List.of(script))
        .orThrow(first -> PreparedScripts.refusal(first, 1))
        .getFirst();
  }
}

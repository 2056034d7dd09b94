package dev.lockstep.runner.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Database;
import dev.lockstep.engine.Session;
import dev.lockstep.engine.adoption.Baseline;
import dev.lockstep.engine.adoption.PriorHistory;
import dev.lockstep.engine.history.SchemaInventory;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.command.AnswerCommand;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Answer;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Page;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep baseline`.
public final class BaselineCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions(databaseOptions());
  private @Nullable String version;
  private Baseline.Empty empty = Baseline.Empty.REFUSED;

  public BaselineCommand(Dialects dialects, Map<String, String> environment, Console console) {
    super(dialects, environment, console);
  }

  /// The declared baseline.
  ///
  /// @param found the objects of the schema
  /// @param scripts the scripts that count as applied; null if none are given
  /// @param priorHistories histories of other tools, which are not changed
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Declared(
      String schema,
      String version,
      List<SchemaInventory.Count> found,
      @Nullable List<String> scripts,
      List<String> priorHistories)
      implements Answer {
    @Override
    public Page text() {
      var page =
          Page.of(
              "Schema %s holds %s and is now recorded at version %s%s"
                  .formatted(schema, new SchemaInventory(found).words(), version, counted()));
      priorHistories.forEach(history -> page.line("note: %s is not changed".formatted(history)));
      return page;
    }

    private String counted() {
      if (scripts == null) {
        return "";
      }
      return scripts.size() == 1
          ? "; 1 script up to that version counts as applied"
          : "; %d scripts up to that version count as applied".formatted(scripts.size());
    }
  }

  @Override
  public CommandSpec spec() {
    var model =
        model(
            "baseline",
            "Records that an existing database without a history is already at a version. Runs no SQL: scripts up to that version count as applied.");
    scriptOptions.addTo(model);
    model.option(
        "--version",
        "VERSION",
        String.class,
        value -> version = value,
        "The version that the database is at. With --scripts, it must be the version of a script.");
    model.flag(
        "--even-if-empty", () -> empty = Baseline.Empty.TAKEN, "Also accept an empty schema.");
    model.footer(
        "",
        "Example:",
        "  lockstep baseline --url postgresql://localhost/shop --user shop --scripts ./migrations \\",
        "    --version 7");
    return model.spec();
  }

  @Override
  public Declared answer() {
    var baseline = new Baseline(version(), empty);
    ScriptSet set = scriptOptions.given() ? ScriptOptions.require(scriptOptions.read()) : null;
    try (var database = database()) {
      // Checked before anything is created in the database, and again under the locks.
      baseline.adopt(database, database.read(), set);
      List<String> prior = database.priorHistories(null).stream().map(PriorHistory::title).toList();
      SchemaInventory inventory = database.inventory();
      declare(database, baseline, set);
      return new Declared(
          databaseOptions().schema(),
          baseline.version().text(),
          inventory.counts(),
          set == null ? null : upTo(baseline.version(), set),
          prior);
    }
  }

  private static void declare(Database database, Baseline baseline, @Nullable ScriptSet set) {
    Session session = database.acquire();
    session.record(baseline.adopt(session, session.history(), set));
  }

  private static List<String> upTo(SchemaVersion version, ScriptSet set) {
    return set.scripts().stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .filter(script -> script.version().filter(each -> each.compareTo(version) <= 0).isPresent())
        .map(Script::fileName)
        .toList();
  }

  private SchemaVersion version() {
    String text = version;
    if (text == null) {
      throw new UsageException("baseline needs a version: --version VERSION");
    }
    try {
      return SchemaVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--version: " + e.getMessage());
    }
  }
}

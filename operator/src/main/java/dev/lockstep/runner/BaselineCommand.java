package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Baseline;
import dev.lockstep.engine.History;
import dev.lockstep.engine.PriorHistory;
import dev.lockstep.engine.SchemaInventory;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep baseline`.
final class BaselineCommand extends AnswerCommand {
  private final ScriptOptions scriptOptions = new ScriptOptions();
  private @Nullable String version;
  private Baseline.Empty empty = Baseline.Empty.REFUSED;

  BaselineCommand(Map<String, String> environment, Console console) {
    super(environment, console);
  }

  /// What was declared, and over what.
  ///
  /// @param found what the schema holds
  /// @param scripts the scripts that count as applied; absent where none are given
  /// @param priorHistories histories of other tools, which are left as they are
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Declared(
      String schema,
      String version,
      List<SchemaInventory.Count> found,
      @Nullable List<String> scripts,
      List<String> priorHistories)
      implements Answer {
    @Override
    public String text() {
      var text =
          new StringBuilder(
              "Schema %s holds %s and is at version %s from now on"
                  .formatted(schema, new SchemaInventory(found).words(), version));
      if (scripts != null) {
        text.append(
            scripts.size() == 1
                ? "; 1 script up to it counts as applied"
                : "; %d scripts up to it count as applied".formatted(scripts.size()));
      }
      priorHistories.forEach(
          history -> text.append("\nnote: ").append(history).append(" is left as it is"));
      return text.toString();
    }
  }

  @Override
  CommandSpec spec() {
    var model =
        model(
            "baseline",
            "Records that a database without a history is at a version already. It runs nothing: scripts up to that version count as applied.");
    scriptOptions.addTo(model);
    model.option(
        "--version",
        "VERSION",
        String.class,
        value -> version = value,
        "The version that the database is at; one of the scripts', where they are given.");
    model.flag(
        "--even-if-empty",
        () -> empty = Baseline.Empty.TAKEN,
        "Takes a schema that holds nothing, too.");
    model.footer(
        "",
        "Example:",
        "  lockstep baseline --url postgresql://localhost/shop --user shop --scripts ./migrations \\",
        "    --version 7");
    return model.spec();
  }

  @Override
  Declared answer() {
    var baseline = new Baseline(version(), empty);
    ScriptSet set = scriptOptions.given() ? ScriptOptions.require(scriptOptions.read()) : null;
    try (var database = database()) {
      // Looked at before anything is made in the database, and again behind the locks.
      baseline.takeover(database, database.read(), set);
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

  private static void declare(
      PostgresDatabase database, Baseline baseline, @Nullable ScriptSet set) {
    History history = database.acquire();
    database.record(baseline.takeover(database, history, set));
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
      throw new UsageException("baseline needs to be told a version: --version VERSION");
    }
    try {
      return SchemaVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--version: " + e.getMessage());
    }
  }
}

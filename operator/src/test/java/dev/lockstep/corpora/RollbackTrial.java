package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Goes back from the end of a set as far as its undo scripts lead, once by `lockstep rollback` and
/// once by psql: both must come equally far, and to the same schema and rows.
///
/// @param plan the names of the scripts, in the order of their application
/// @param ours a database with the whole set, for `lockstep rollback`
/// @param other another one on another server, for psql
record RollbackTrial(List<String> plan, MigrateRun.Target ours, MigrateRun.Target other) {

  /// How a set fared.
  ///
  /// @param story how far both came
  /// @param wrong nothing, or what is wrong
  record Result(String story, List<String> wrong) {}

  Result run() {
    List<UndoText> undo = undo();
    if (undo.isEmpty()) {
      return refused();
    }
    List<String> byPsql = byPsql(undo);
    try (var run = rollback("--steps", Integer.toString(undo.size()))) {
      int exit = run.exitCode();
      var byUs = new ArrayList<String>();
      run.report().path("rolledBack").forEach(name -> byUs.add(name.asText()));
      var wrong = new ArrayList<String>();
      if (!byUs.equals(byPsql)) {
        wrong.add(
            "lockstep undid %d scripts, psql %d: %s"
                .formatted(byUs.size(), byPsql.size(), run.lastWords()));
      } else {
        boolean whole = byPsql.size() == undo.size();
        if (exit != (whole ? 0 : 12)) {
          wrong.add("rollback: exit code %d: %s".formatted(exit, run.lastWords()));
        }
        wrong.addAll(differences());
      }
      String end =
          byPsql.size() == undo.size()
              ? ""
              : ", neither behind " + plan.get(plan.size() - 1 - byPsql.size());
      return new Result(
          "%d of %d undone%s".formatted(byPsql.size(), plan.size(), end), List.copyOf(wrong));
    }
  }

  /// The undo of the newest scripts up to the first that has none, newest first.
  private List<UndoText> undo() {
    var undo = new ArrayList<UndoText>();
    for (String name : plan.reversed()) {
      Optional<UndoText> text = UndoText.of(ours.scripts(), name);
      if (text.isEmpty()) {
        break;
      }
      undo.add(text.get());
    }
    return undo;
  }

  /// Without undo nothing may happen.
  private Result refused() {
    try (var run = rollback("--steps", "1")) {
      int exit = run.exitCode();
      return new Result(
          "no undo",
          exit == 11
              ? List.of()
              : List.of("rollback: exit code %d: %s".formatted(exit, run.lastWords())));
    }
  }

  private MigrateRun rollback(String... options) {
    return MigrateRun.rollback(ours, options);
  }

  /// The scripts that psql undid.
  private List<String> byPsql(List<UndoText> undo) {
    var undone = new ArrayList<String>();
    try {
      Path file = Files.createTempFile("undo-", ".sql");
      for (UndoText text : undo) {
        Files.writeString(file, searchPath() + text.sql());
        if (!Tool.succeeds(other.database(), file, text.transaction())) {
          break;
        }
        undone.add(plan.get(plan.size() - 1 - undone.size()));
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return undone;
  }

  private String searchPath() {
    return other.schema().equals("public")
        ? ""
        : "SET search_path = %s, public;\n".formatted(other.schema());
  }

  private List<String> differences() {
    TestDatabase expected = other.database();
    TestDatabase found = ours.database();
    var differences = new ArrayList<>(SchemaText.of(found).differences(SchemaText.of(expected)));
    differences.addAll(RowCounts.of(found).differences(RowCounts.of(expected)));
    return differences;
  }
}

package dev.lockstep.corpora;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What must hold of a database when all scripts of a folder are said to be applied.
///
/// @param plan the names of the scripts
record Trial(MigrateRun.Target target, List<String> plan) {
  private static final int MOST_LINES = 80;

  /// Runs `lockstep migrate` once, undisturbed.
  ///
  /// @return what is wrong
  List<String> migrate() {
    try (var run = MigrateRun.migrate(target)) {
      return run.exitCode() == 0
          ? List.of()
          : List.of("exit code %d: %s".formatted(run.exitCode(), run.lastWords()));
    }
  }

  /// A run when all is done has nothing to do and says so.
  List<String> migrateAgain() {
    try (var run = MigrateRun.migrate(target)) {
      int exit = run.exitCode();
      if (exit != 0) {
        return List.of("the second run: exit code %d: %s".formatted(exit, run.lastWords()));
      }
      JsonNode report = run.report();
      boolean idle =
          report.path("appliedNow").asInt(-1) == 0 && report.path("pendingCount").asInt(-1) == 0;
      return idle ? List.of() : List.of("the second run had work to do: " + report);
    }
  }

  /// Each script is recorded once, and one attempt at it succeeded.
  List<String> history() {
    var wrong = new ArrayList<String>();
    List<String> applied =
        column("SELECT migration_name FROM %s.migration_history WHERE status = 'success'");
    plan.stream()
        .filter(name -> !applied.contains(name))
        .forEach(name -> wrong.add("not recorded: " + name));
    applied.stream()
        .filter(name -> !plan.contains(name))
        .forEach(name -> wrong.add("recorded, and not in the plan: " + name));
    column("SELECT migration_name FROM %s.migration_history WHERE status <> 'success'")
        .forEach(name -> wrong.add("recorded, and not as applied: " + name));
    column(
            "SELECT migration_name FROM %s.migration_attempts WHERE status = 'success'"
                + " GROUP BY 1 HAVING count(*) <> 1")
        .forEach(name -> wrong.add("applied more than once: " + name));
    column("SELECT migration_name FROM %s.migration_attempts WHERE status = 'pending'")
        .forEach(name -> wrong.add("an attempt was left open: " + name));
    return wrong;
  }

  private List<String> column(String sql) {
    return target.database().column(sql.formatted(target.schema())).stream()
        .map(String::valueOf)
        .toList();
  }

  /// As much of what is wrong as people read.
  static String text(List<String> wrong) {
    String all = String.join("\n  ", wrong.subList(0, Math.min(MOST_LINES, wrong.size())));
    int rest = wrong.size() - MOST_LINES;
    return "\n  " + all + (rest > 0 ? "\n  and %d more lines".formatted(rest) : "");
  }
}

package dev.lockstep.operator.migration;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which finished Jobs may go: all but the newest three, and the newest that failed, whose logs
/// somebody may still read.
final class Retention {
  private static final int KEPT = 3;

  private Retention() {}

  static List<String> expendable(List<Run> runs) {
    List<Run> ended =
        runs.stream()
            .filter(run -> run.purpose() == Run.Purpose.MIGRATE)
            .filter(run -> run.state() instanceof Run.State.Ended)
            .sorted(Comparator.comparingInt(Run::attempt).reversed())
            .toList();
    Optional<Run> lastFailed = ended.stream().filter(Retention::failed).findFirst();
    return ended.stream()
        .skip(KEPT)
        .filter(run -> lastFailed.filter(run::equals).isEmpty())
        .map(Run::job)
        .toList();
  }

  private static boolean failed(Run run) {
    return run.state() instanceof Run.State.Ended(Run.End end, _)
        && !(end instanceof Run.End.Reported(var report) && report.exitCode() == 0);
  }
}

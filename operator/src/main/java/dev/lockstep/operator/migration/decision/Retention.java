package dev.lockstep.operator.migration.decision;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Selects the finished Jobs to delete: all except the newest three, and the newest that failed,
/// whose log may still be needed.
public final class Retention {
  private static final int KEPT = 3;

  private Retention() {}

  public static List<String> expendable(List<Run> runs) {
    List<Run> ended = ended(runs);
    Optional<Run> lastFailed = lastFailed(ended);
    return ended.stream()
        .skip(KEPT)
        .filter(run -> lastFailed.filter(run::equals).isEmpty())
        .map(Run::job)
        .toList();
  }

  /// Returns the finished Job to delete first if there is no room for another one: the oldest, but
  /// the newest that failed only after all others.
  public static Optional<String> first(List<Run> runs) {
    List<Run> ended = ended(runs);
    Optional<Run> lastFailed = lastFailed(ended);
    return ended.reversed().stream()
        .min(Comparator.comparing(run -> lastFailed.filter(run::equals).isPresent()))
        .map(Run::job);
  }

  private static List<Run> ended(List<Run> runs) {
    return runs.stream()
        .filter(run -> run.purpose() == Run.Purpose.MIGRATE)
        .filter(run -> run.state() instanceof Run.State.Ended)
        .sorted(Comparator.comparingInt(Run::attempt).reversed())
        .toList();
  }

  private static Optional<Run> lastFailed(List<Run> ended) {
    return ended.stream().filter(Retention::failed).findFirst();
  }

  private static boolean failed(Run run) {
    return run.state() instanceof Run.State.Ended(Run.End end, _)
        && !(end instanceof Run.End.Reported(var report) && report.exitCode() == 0);
  }
}

package dev.lockstep.runner;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.RunReport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Fits a report into a termination message, of which the kubelet keeps the last 4,096 bytes: gives
/// up all but a few of the drifted objects first, then the history, oldest first, then the pending
/// names, then the further errors, then the end of the message.
final class ReportBudget {
  /// What a kubelet keeps.
  static final int BYTES = 4096;

  /// How many drifted objects are worth more than the history: without any, the schema would be
  /// taken for one that nobody has touched.
  private static final int FEW = 3;

  private final Json json;

  ReportBudget(Json json) {
    this.json = json;
  }

  /// The report as JSON of at most [#BYTES] bytes.
  byte[] fit(RunReport report) {
    byte[] whole = json.bytes(report);
    if (whole.length <= BYTES) {
      return whole;
    }
    RunReport drift =
        cut(report, report.drift().size(), kept -> withDrift(report, Math.max(kept, FEW)));
    RunReport history = cut(drift, drift.history().size(), kept -> withHistory(drift, kept));
    RunReport pending = cut(history, history.pending().size(), kept -> withPending(history, kept));
    RunReport undone =
        cut(pending, pending.rolledBack().size(), kept -> withRolledBack(pending, kept));
    RunReport errors = cut(undone, undone.errors().size(), kept -> withErrors(undone, kept));
    RunReport shorter = withShorterMessage(errors);
    return json.bytes(fits(shorter) ? shorter : withoutHint(withDrift(shorter, 0)));
  }

  /// The report where it fits, else the variant that keeps the most and fits, or the one that keeps
  /// nothing.
  private RunReport cut(RunReport report, int most, IntFunction<RunReport> variant) {
    if (fits(report)) {
      return report;
    }
    int low = 0;
    int high = most;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (fits(variant.apply(middle))) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return variant.apply(low);
  }

  private boolean fits(RunReport report) {
    return json.bytes(report).length <= BYTES;
  }

  private RunReport withShorterMessage(RunReport report) {
    Failure failure = report.failure();
    if (failure == null) {
      return report;
    }
    String message = failure.message();
    return cut(
        report,
        message.codePointCount(0, message.length()),
        kept -> withFailure(report, failure.withMessage(begin(message, kept))));
  }

  private static String begin(String text, int codePoints) {
    return text.substring(0, text.offsetByCodePoints(0, codePoints)) + "…";
  }

  private static RunReport withDrift(RunReport r, int kept) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending(),
        r.appliedNow(),
        r.rolledBack(),
        r.scriptsDigest(),
        r.drift().subList(0, Math.min(kept, r.drift().size())),
        r.history(),
        r.startedAt(),
        r.finishedAt(),
        r.failure(),
        r.errors(),
        r.moreErrors(),
        true);
  }

  private static RunReport withHistory(RunReport r, int kept) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending(),
        r.appliedNow(),
        r.rolledBack(),
        r.scriptsDigest(),
        r.drift(),
        r.history().subList(0, kept),
        r.startedAt(),
        r.finishedAt(),
        r.failure(),
        r.errors(),
        r.moreErrors(),
        true);
  }

  private static RunReport withPending(RunReport r, int kept) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending().subList(0, kept),
        r.appliedNow(),
        r.rolledBack(),
        r.scriptsDigest(),
        r.drift(),
        r.history(),
        r.startedAt(),
        r.finishedAt(),
        r.failure(),
        r.errors(),
        r.moreErrors(),
        true);
  }

  private static RunReport withRolledBack(RunReport r, int kept) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending(),
        r.appliedNow(),
        r.rolledBack().subList(0, kept),
        r.scriptsDigest(),
        r.drift(),
        r.history(),
        r.startedAt(),
        r.finishedAt(),
        r.failure(),
        r.errors(),
        r.moreErrors(),
        true);
  }

  private static RunReport withErrors(RunReport r, int kept) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending(),
        r.appliedNow(),
        r.rolledBack(),
        r.scriptsDigest(),
        r.drift(),
        r.history(),
        r.startedAt(),
        r.finishedAt(),
        r.failure(),
        r.errors().subList(0, kept),
        r.moreErrors() + r.errors().size() - kept,
        true);
  }

  private static RunReport withFailure(RunReport r, @Nullable Failure failure) {
    return new RunReport(
        r.exitCode(),
        r.version(),
        r.databaseRead(),
        r.desiredVersion(),
        r.appliedCount(),
        r.pendingCount(),
        r.pending(),
        r.appliedNow(),
        r.rolledBack(),
        r.scriptsDigest(),
        r.drift(),
        r.history(),
        r.startedAt(),
        r.finishedAt(),
        failure,
        r.errors(),
        r.moreErrors(),
        true);
  }

  /// A hint that fills the message alone is no hint.
  private static RunReport withoutHint(RunReport r) {
    Failure f = r.failure();
    return f == null
        ? r
        : withFailure(
            r,
            new Failure(
                f.kind(),
                f.failureClass(),
                f.script(),
                f.statement(),
                f.line(),
                f.sqlState(),
                f.message(),
                null));
  }
}

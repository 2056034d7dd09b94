package dev.lockstep.runner.command;

import dev.lockstep.runner.output.Json;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.RunReport;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Fits a report into a termination message, of which the kubelet keeps the last 4,096 bytes. It
/// drops parts in this order: all but a few of the drifted objects, then the history, oldest first,
/// the pending names, the names of scripts that were rolled back, the warnings, oldest first, the
/// further errors, and the end of the message.
public final class ReportBudget {
  /// The number of bytes that a kubelet keeps.
  public static final int BYTES = 4096;

  /// The number of drifted objects that are kept in preference to the history: without any, the
  /// schema would appear to have no drift.
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
    var draft = new Draft(report);
    cut(draft, report.drift().size(), kept -> draft.drift = head(report.drift(), kept, FEW));
    cut(draft, report.history().size(), kept -> draft.history = head(report.history(), kept, 0));
    cut(draft, report.pending().size(), kept -> draft.pending = head(report.pending(), kept, 0));
    cut(
        draft,
        report.rolledBack().size(),
        kept -> draft.rolledBack = head(report.rolledBack(), kept, 0));
    cut(draft, report.warnings().size(), kept -> draft.warnings = tail(report.warnings(), kept));
    cut(draft, report.errors().size(), kept -> draft.errors = head(report.errors(), kept, 0));
    shortenMessage(draft, report.failure());
    if (!fits(draft)) {
      draft.drift = List.of();
      draft.failure = withoutHint(draft.failure);
    }
    return json.bytes(draft.report());
  }

  /// Keeps as many elements as fit, possibly none.
  ///
  /// @param most the number of elements
  /// @param keep sets the number of elements that the draft keeps
  private void cut(Draft draft, int most, IntConsumer keep) {
    if (fits(draft)) {
      return;
    }
    int low = 0;
    int high = most;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      keep.accept(middle);
      if (fits(draft)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    keep.accept(low);
  }

  private boolean fits(Draft draft) {
    return json.bytes(draft.report()).length <= BYTES;
  }

  private static <T> List<T> head(List<T> all, int kept, int least) {
    return all.subList(0, Math.min(all.size(), Math.max(kept, least)));
  }

  private static <T> List<T> tail(List<T> all, int kept) {
    return all.subList(all.size() - kept, all.size());
  }

  private void shortenMessage(Draft draft, @Nullable Failure failure) {
    if (failure != null) {
      String message = failure.message();
      cut(
          draft,
          message.codePointCount(0, message.length()),
          kept -> draft.failure = failure.withMessage(begin(message, kept)));
    }
  }

  private static String begin(String text, int codePoints) {
    return text.substring(0, text.offsetByCodePoints(0, codePoints)) + "…";
  }

  /// Drops a hint that would fill the whole message.
  private static @Nullable Failure withoutHint(@Nullable Failure f) {
    return f == null
        ? null
        : new Failure(
            f.kind(),
            f.failureClass(),
            f.script(),
            f.statement(),
            f.line(),
            f.sqlState(),
            f.message(),
            null);
  }

  /// A report that is being shortened.
  private static final class Draft {
    private final RunReport whole;
    private List<String> drift;
    private List<String> warnings;
    private List<HistoryEntry> history;
    private List<String> pending;
    private List<String> rolledBack;
    private List<String> errors;
    private @Nullable Failure failure;

    private Draft(RunReport whole) {
      this.whole = whole;
      this.drift = whole.drift();
      this.warnings = whole.warnings();
      this.history = whole.history();
      this.pending = whole.pending();
      this.rolledBack = whole.rolledBack();
      this.errors = whole.errors();
      this.failure = whole.failure();
    }

    private RunReport report() {
      return new RunReport(
          whole.exitCode(),
          whole.version(),
          whole.databaseRead(),
          whole.desiredVersion(),
          whole.appliedCount(),
          whole.pendingCount(),
          pending,
          whole.appliedNow(),
          rolledBack,
          whole.scriptsDigest(),
          drift,
          warnings,
          history,
          whole.startedAt(),
          whole.finishedAt(),
          failure,
          errors,
          whole.moreErrors() + whole.errors().size() - errors.size(),
          true);
    }
  }
}

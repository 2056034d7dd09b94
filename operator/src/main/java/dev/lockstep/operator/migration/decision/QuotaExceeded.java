package dev.lockstep.operator.migration.decision;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The API server's message about an exceeded quota. There is no code for this case, only the text;
/// nothing that depends on it does harm if another rejection has the same text.
///
/// @param requested the requested resources, such as `count/jobs.batch=1,pods=1`
public record QuotaExceeded(String requested) {
  private static final int NAMED = 3;
  private static final Pattern WORDS =
      Pattern.compile("exceeded quota: [^,]+, requested: (.+?), used: ");

  public static Optional<QuotaExceeded> of(String message) {
    Matcher words = WORDS.matcher(message);
    return words.find() ? Optional.of(new QuotaExceeded(words.group(1))) : Optional.empty();
  }

  /// Returns whether the quota limits the number of Jobs.
  boolean limitsJobs() {
    return requested.startsWith("count/jobs.batch=") || requested.contains(",count/jobs.batch=");
  }

  /// Returns a sentence about the pods that wait at the gate, and count against the quota while
  /// they wait for this very run; empty if there are none.
  ///
  /// @param gated the names of the waiting pods
  public String waiting(List<String> gated) {
    return gated.isEmpty()
        ? ""
        : " Pods that wait at the gate count against the quota (%d in this namespace: %s%s). A run needs room for one more pod: raise the quota, or scale their workloads down until the run has finished."
            .formatted(
                gated.size(),
                gated.stream().sorted().limit(NAMED).collect(Collectors.joining(", ")),
                gated.size() > NAMED ? " and others" : "");
  }
}

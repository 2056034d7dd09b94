package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.kube.OwnStatus;
import java.util.Optional;
import java.util.regex.Pattern;

/// The annotation by which users and tools request an attempt. Each new value requests one,
/// whatever state the resource is in; the status records the last value that was answered.
final class RetryRequest {
  /// The maximum length of a value. Annotations may have a quarter of a megabyte, which would be of
  /// no use in a status and an audit.
  static final int LONGEST = 256;

  /// Characters that neither a command line nor a JSON column of the database can hold.
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private RetryRequest() {}

  /// Returns the current value. If the annotation is removed, the last answered value stays
  /// current, because a tool that removes foreign annotations requests nothing.
  static Optional<String> of(SchemaMigration resource) {
    return Optional.ofNullable(
            resource.getMetadata().getAnnotations().get(LockstepNames.RETRY_ANNOTATION))
        .map(value -> CONTROL.matcher(cut(value)).replaceAll(" "))
        .filter(value -> !value.isBlank())
        .or(
            () ->
                OwnStatus.of(resource).flatMap(status -> Optional.ofNullable(status.lastRetry())));
  }

  private static String cut(String value) {
    if (value.length() <= LONGEST) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return value.substring(0, end);
  }
}

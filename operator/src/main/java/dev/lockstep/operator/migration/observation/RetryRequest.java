package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.kube.OwnStatus;
import java.util.Optional;
import java.util.regex.Pattern;

/// The annotation by which people and tools ask for an attempt. Each new value asks once, whatever
/// the resource is waiting for; the value that was answered stands in the status.
final class RetryRequest {
  /// More of a value is of no use in a status and an audit, and may be of a quarter of a megabyte.
  static final int LONGEST = 256;

  /// What neither a command line nor a JSON column of the database can hold.
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private RetryRequest() {}

  /// The value that counts. One that was answered counts on when the annotation is gone: a tool
  /// that takes foreign annotations away asks for nothing by that.
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

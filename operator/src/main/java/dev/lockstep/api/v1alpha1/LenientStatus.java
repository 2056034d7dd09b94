package dev.lockstep.api.v1alpha1;

/// Makes an empty status of one that cannot be read, because the status is recomputed anyway.
final class LenientStatus extends LenientDeserializer<SchemaMigrationStatus> {
  LenientStatus() {
    super(SchemaMigrationStatus.class, "status");
  }

  @Override
  SchemaMigrationStatus unreadable(String message) {
    return SchemaMigrationStatus.empty();
  }
}

package dev.lockstep.api.v1alpha1;

/// Replaces a status that cannot be read by an empty one, because the status is recomputed anyway.
final class LenientStatus extends LenientDeserializer<SchemaMigrationStatus> {
  LenientStatus() {
    super(SchemaMigrationStatus.class, "status");
  }

  @Override
  SchemaMigrationStatus unreadable(String message) {
    return SchemaMigrationStatus.empty();
  }
}

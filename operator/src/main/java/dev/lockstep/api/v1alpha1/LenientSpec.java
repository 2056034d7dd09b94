package dev.lockstep.api.v1alpha1;

/// Replaces a spec that cannot be read by [SchemaMigrationSpec#unreadable(String)].
final class LenientSpec extends LenientDeserializer<SchemaMigrationSpec> {
  LenientSpec() {
    super(SchemaMigrationSpec.class, "spec");
  }

  @Override
  SchemaMigrationSpec unreadable(String message) {
    return SchemaMigrationSpec.unreadable(message);
  }
}

package dev.lockstep.api.v1alpha1;

/// Makes [SchemaMigrationSpec#unreadable(String)] of a spec that cannot be read.
final class LenientSpec extends LenientDeserializer<SchemaMigrationSpec> {
  LenientSpec() {
    super(SchemaMigrationSpec.class, "spec");
  }

  @Override
  SchemaMigrationSpec unreadable(String message) {
    return SchemaMigrationSpec.unreadable(message);
  }
}

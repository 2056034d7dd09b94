package dev.lockstep.api.v1alpha1;

/// The names under `lockstep.dev/` that users write and the operator reads.
public final class LockstepNames {
  /// The API group, and the domain of all labels and annotations of Lockstep.
  public static final String GROUP = "lockstep.dev";

  /// The prefix of all labels and annotations of Lockstep; users' `spec.job` must not set any.
  public static final String PREFIX = GROUP + "/";

  /// The pod label that opts in to gating, with the value [#GATED].
  public static final String GATED_LABEL = PREFIX + "gated";

  /// The value of [#GATED_LABEL].
  public static final String GATED = "true";

  /// The pod annotation with the versions that the pod requires, such as `orders >=7 <9`.
  public static final String REQUIRES_ANNOTATION = PREFIX + "requires";

  /// The scheduling gate that the operator removes.
  public static final String SCHEMA_GATE = PREFIX + "schema";

  /// The annotation on a SchemaMigration that requests an attempt with each new value. Its Jobs
  /// carry the value that they answer.
  public static final String RETRY_ANNOTATION = PREFIX + "retry";

  /// The label on Jobs and their pods with the name of the SchemaMigration.
  public static final String MIGRATION_LABEL = PREFIX + "schemamigration";

  private LockstepNames() {}
}

package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;

/// The labels and annotations that the operator sets on its Jobs and reads back.
public final class Labels {
  /// Selects the Jobs and pods of the operator.
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /// The value of [#MANAGED_BY].
  public static final String LOCKSTEP = "lockstep";

  /// The number of the attempt.
  public static final String ATTEMPT = LockstepNames.PREFIX + "attempt";

  /// The purpose of the Job: `migrate` or `verify`.
  public static final String PURPOSE = LockstepNames.PREFIX + "purpose";

  /// The full name of the resource, which may be too long for a label.
  public static final String MIGRATION = LockstepNames.PREFIX + "schemamigration-name";

  /// The digest of the run's inputs.
  public static final String INPUTS = LockstepNames.PREFIX + "inputs";

  /// The digest of the pod's configuration.
  public static final String TEMPLATE = LockstepNames.PREFIX + "template";

  /// The identity of the database.
  public static final String DATABASE = LockstepNames.PREFIX + "database";

  /// The digest of the scripts.
  public static final String SCRIPTS = LockstepNames.PREFIX + "scripts";

  /// The target version of the run.
  public static final String TARGET = LockstepNames.PREFIX + "target";

  /// The time at which the Job was released from suspension; for a verification, which is never
  /// suspended, the time of its creation.
  public static final String RELEASED = LockstepNames.PREFIX + "released";

  /// The number of times that the Job was released.
  public static final String RELEASES = LockstepNames.PREFIX + "releases";

  /// The label by which users assign a Job to a queue of Kueue.
  public static final String QUEUE = "kueue.x-k8s.io/queue-name";

  /// The name of the container that runs the scripts, and of Lockstep's image.
  public static final String CONTAINER = "lockstep";

  private static final int LABEL_LIMIT = 63;

  private Labels() {}

  /// Returns a name as the value of a label, cut to the maximum length.
  public static String value(String name) {
    if (name.length() <= LABEL_LIMIT) {
      return name;
    }
    String cut = name.substring(0, LABEL_LIMIT);
    while (!Character.isLetterOrDigit(cut.charAt(cut.length() - 1))) {
      cut = cut.substring(0, cut.length() - 1);
    }
    return cut;
  }
}

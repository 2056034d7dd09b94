package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;

/// The labels and annotations that the operator puts on its Jobs and reads from them again.
public final class Labels {
  /// Selects the Jobs and pods of the operator.
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /// The value of [#MANAGED_BY].
  public static final String LOCKSTEP = "lockstep";

  /// The number of the attempt.
  public static final String ATTEMPT = LockstepNames.PREFIX + "attempt";

  /// What the Job is for: `migrate` or `verify`.
  public static final String PURPOSE = LockstepNames.PREFIX + "purpose";

  /// The full name of the resource, which may be too long for a label.
  public static final String MIGRATION = LockstepNames.PREFIX + "schemamigration-name";

  /// What the run was made for.
  public static final String INPUTS = LockstepNames.PREFIX + "inputs";

  /// The digest of the pod's configuration.
  public static final String TEMPLATE = LockstepNames.PREFIX + "template";

  /// The identity of the database.
  public static final String DATABASE = LockstepNames.PREFIX + "database";

  /// The digest of the scripts.
  public static final String SCRIPTS = LockstepNames.PREFIX + "scripts";

  /// The version that the run goes to.
  public static final String TARGET = LockstepNames.PREFIX + "target";

  /// When the Job was let go.
  public static final String RELEASED = LockstepNames.PREFIX + "released";

  /// How often the Job was let go.
  public static final String RELEASES = LockstepNames.PREFIX + "releases";

  /// The label by which users give a Job to a queue of Kueue.
  public static final String QUEUE = "kueue.x-k8s.io/queue-name";

  /// The name of the container that runs the scripts, and of our image.
  public static final String CONTAINER = "lockstep";

  private static final int LABEL_LIMIT = 63;

  private Labels() {}

  /// A name as the value of a label: cut where it is too long for one.
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

/// Reconciles a SchemaMigration: observe, decide, act, report. The entry is [MigrationReconciler],
/// whose `reconcile` method reads as these four steps. This package knows nothing of the gate: the
/// two meet in the status of the resource only.
///
/// The rooms, in the order of one pass:
///
/// - `observation` gathers the spec, the scripts, the Jobs and the pods from caches.
/// - `decision` judges what was gathered and says what to do. It is pure.
/// - `job` writes the manifest of the Job that a decision asks for.
/// - `status` translates between the status of the resource and the values that decisions use.
@NullMarked
package dev.lockstep.operator.migration;

import org.jspecify.annotations.NullMarked;

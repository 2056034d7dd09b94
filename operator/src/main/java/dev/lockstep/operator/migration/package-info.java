/// Reconciles a SchemaMigration: observe, decide, act, report. The entry is [MigrationReconciler],
/// whose `reconcile` method reads as these four steps. This package does not depend on the gate:
/// the two share only the status of the resource.
///
/// The packages, in the order of one pass:
///
/// - `observation` gathers the spec, the scripts, the Jobs and the pods from caches.
/// - `decision` decides from these what the pass does. It is pure.
/// - `job` builds the manifest of the Job that a decision starts.
/// - `status` translates between the status of the resource and the values that decisions use.
@NullMarked
package dev.lockstep.operator.migration;

import org.jspecify.annotations.NullMarked;

/// The parts of the status of a SchemaMigration.
///
/// Begin with [LastRun]. [ConditionReason] lists every reason that a condition can have, and
/// `operator/docs/reasons.md` explains each of them. The status has one writer, the reconciler of
/// migrations, and every part of it may be absent.
@NullMarked
package dev.lockstep.api.v1alpha1.status;

import org.jspecify.annotations.NullMarked;

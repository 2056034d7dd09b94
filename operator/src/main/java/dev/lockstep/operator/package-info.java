/// The `operator` command: wiring, configuration, metrics and leader election. Only `Main` may
/// depend on it. The entry is [OperatorCommand], which reads the options into an [OperatorConfig]
/// and starts a [LockstepOperator].
///
/// - [StartCheck] explains why an operator cannot start; [CrdCheck] reports a CRD that is too old.
/// - [OperatorMetrics] and [ResourceSeries] produce the metrics; [ManagementServer] serves
///   `/metrics` over [HttpListener] to the clients that [MetricsAccess] admits.
@NullMarked
package dev.lockstep.operator;

import org.jspecify.annotations.NullMarked;

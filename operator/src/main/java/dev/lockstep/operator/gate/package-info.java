/// Lets gated pods start when the schema that they need is recorded. It reads statuses and writes
/// none, and knows neither Jobs nor databases. The entry is [GateReconciler].
///
/// - [GatePolicy] decides whether a pod may start. It is pure.
/// - [SchemaStates] reads from a status what the policy asks.
/// - [GateRemoval] removes the scheduling gate.
/// - [GateMessages] and [GateEvents] report what a pod waits for, once per change.
@NullMarked
package dev.lockstep.operator.gate;

import org.jspecify.annotations.NullMarked;

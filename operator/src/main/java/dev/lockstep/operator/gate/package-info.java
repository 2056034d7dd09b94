/// Opens the gate of a pod when the schema versions that it requires are recorded. This package
/// reads statuses and writes none, and deals with neither Jobs nor databases. The entry is
/// [GateReconciler].
///
/// - [GatePolicy] decides whether a pod may start. It is pure.
/// - [SchemaStates] reads the policy's input from a status.
/// - [GateRemoval] removes the scheduling gate.
/// - [GateMessages] and [GateEvents] report what a pod waits for, once per change.
@NullMarked
package dev.lockstep.operator.gate;

import org.jspecify.annotations.NullMarked;

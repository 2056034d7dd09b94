/// Gathers what a pass looks at, from caches, and judges nothing. The entry is [Observer].
///
/// - [EventSources] holds the caches, and finds the resources that a changed object concerns.
/// - [RunReader] reads a run out of its Job and pod; [Ownership] says whose a Job and a pod are.
/// - [ScriptsReader] reads the ConfigMaps of a script set; [ScriptSetCache] keeps what was read.
/// - [WorkloadReader] reads the version windows of live pods.
/// - [DesiredStateReader] reads what a spec asks for; [SpecDigest] digests a spec; [RetryRequest]
///   reads the retry annotation.
@NullMarked
package dev.lockstep.operator.migration.observation;

import org.jspecify.annotations.NullMarked;

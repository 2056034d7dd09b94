/// Gathers the input of a pass, from caches, and judges nothing. The entry is [Observer].
///
/// - [EventSources] holds the caches, and finds the resources that a changed object concerns.
/// - [RunReader] reads a run from its Job and pod; [Ownership] checks to whom a Job and a pod
///   belong.
/// - [ScriptsReader] reads the ConfigMaps of a script set; [ScriptSetCache] caches the result.
/// - [WorkloadReader] reads the version windows of live pods.
/// - [DesiredStateReader] resolves a spec; [SpecDigest] computes its digests; [RetryRequest] reads
///   the retry annotation.
@NullMarked
package dev.lockstep.operator.migration.observation;

import org.jspecify.annotations.NullMarked;

/// Decides what one pass does. Pure: no clock, no cluster, no log. The same [Observation] gives the
/// same [Decision], so a restarted operator continues where the last one stopped.
/// `ArchitectureTest` enforces this.
///
/// The entry is [Decider]. Read in this order: [Observation] (the input), [Decision] (the output),
/// [Decider] (the order of the checks), [RunFollower] (a run in progress), [Verifier] (reading the
/// database without a run).
@NullMarked
package dev.lockstep.operator.migration.decision;

import org.jspecify.annotations.NullMarked;

/// Decides what one pass does. Pure: no clock, no cluster, no log; the same [Observation] gives the
/// same [Decision], so a restarted operator goes on where the last one was. `ArchitectureTest`
/// holds this.
///
/// The entry is [Decider]. Read in this order: [Observation] (the input), [Decision] (the output),
/// [Decider] (the order of the questions), [RunFollower] (a run that is under way), [Verifier] (a
/// database that is read without a run).
@NullMarked
package dev.lockstep.operator.migration.decision;

import org.jspecify.annotations.NullMarked;

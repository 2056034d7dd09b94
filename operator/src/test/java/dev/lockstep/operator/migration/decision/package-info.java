/// Tests of decisions, over [Observations] built by hand.
@NullMarked
package dev.lockstep.operator.migration.decision;

import org.jspecify.annotations.NullMarked;

/// Tests of how a pass gathers its observation.
@NullMarked
package dev.lockstep.operator.migration.observation;

import org.jspecify.annotations.NullMarked;

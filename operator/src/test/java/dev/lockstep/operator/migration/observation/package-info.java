/// Tests of what a pass gathers.
@NullMarked
package dev.lockstep.operator.migration.observation;

import org.jspecify.annotations.NullMarked;

/// Tests of the status that is written and read back.
@NullMarked
package dev.lockstep.operator.migration.status;

import org.jspecify.annotations.NullMarked;

/// Lets gated pods start when the schema that they need is recorded. It reads statuses and writes
/// none.
@NullMarked
package dev.lockstep.operator.gate;

import org.jspecify.annotations.NullMarked;

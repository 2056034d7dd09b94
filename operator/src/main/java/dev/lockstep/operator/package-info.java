/// The `operator` command: wiring, configuration, metrics, leader election. Only `Main` may depend
/// on it.
@NullMarked
package dev.lockstep.operator;

import org.jspecify.annotations.NullMarked;

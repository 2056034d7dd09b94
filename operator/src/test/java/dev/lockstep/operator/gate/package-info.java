@NullMarked
package dev.lockstep.operator.gate;

import org.jspecify.annotations.NullMarked;

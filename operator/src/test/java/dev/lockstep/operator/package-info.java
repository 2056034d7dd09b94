@NullMarked
package dev.lockstep.operator;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.lockstep.operator.migration;

import org.jspecify.annotations.NullMarked;

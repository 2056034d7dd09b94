@NullMarked
package dev.lockstep.operator.kube;

import org.jspecify.annotations.NullMarked;

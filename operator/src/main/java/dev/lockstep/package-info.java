/// The program: {@link dev.lockstep.Main} and nothing else.
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;

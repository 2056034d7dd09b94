/// Databases that other tools have worked in, and Lockstep goes on with.
@NullMarked
package dev.lockstep.adoption;

import org.jspecify.annotations.NullMarked;

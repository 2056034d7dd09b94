/// Proof by whole script sets: what `lockstep migrate` makes of a set is compared with what psql
/// made of it, also when the run is killed again and again. Test code only; [Corpora] is the
/// program.
@NullMarked
package dev.lockstep.corpora;

import org.jspecify.annotations.NullMarked;

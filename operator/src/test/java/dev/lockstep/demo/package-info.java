/// `make demo`: the whole story on a real control plane and a real PostgreSQL, told to a newcomer.
/// The entry point is [dev.lockstep.demo.Demo]; nobody depends on it.
@NullMarked
package dev.lockstep.demo;

import org.jspecify.annotations.NullMarked;

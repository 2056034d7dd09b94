/// The migration engine: reads script sets, plans, and runs pending scripts against a database. It
/// knows JDBC and no Kubernetes; only `runner` may depend on it.
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;

/// The commands that work on a database: `migrate`, `status`, `history`. They turn options into
/// engine calls and outcomes into reports and exit codes. Only `Main` may depend on it.
@NullMarked
package dev.lockstep.runner;

import org.jspecify.annotations.NullMarked;

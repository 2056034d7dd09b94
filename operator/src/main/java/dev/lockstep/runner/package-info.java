/// The command line: turns options into calls of the engine, and outcomes into reports and exit
/// codes. It works without a cluster. Only `Main` may depend on it.
///
/// [RunnerCommands] is the entry: the list of commands. Each command has a room of its own:
/// `migrate` (with `rollback` and `baseline`), `plan`, `status` (with `history`), `check`, `lint`,
/// `repair`, `testundo`. They use `command` (the common parts of commands), `connection` (the
/// connection to a database), `options` (declarations of options) and `output` (printed results).
@NullMarked
package dev.lockstep.runner;

import org.jspecify.annotations.NullMarked;

/// The command line: turns options into calls of the engine, and outcomes into reports and exit
/// codes. It works without a cluster. Only `Main` may depend on it.
///
/// [RunnerCommands] is the entry: the list of commands. Each command has a room of its own:
/// `migrate` (with `rollback` and `baseline`), `plan`, `status` (with `history`), `check`, `lint`,
/// `repair`, `testundo`. Below them lie `command` (what commands share), `connection` (how a
/// database is named), `options` (how an option is declared) and `output` (how an answer is
/// printed).
@NullMarked
package dev.lockstep.runner;

import org.jspecify.annotations.NullMarked;

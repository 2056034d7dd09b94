/// The program.
///
/// [Main] is the entry. It hands the command line to the operator or to the runner, of which it
/// knows no more than the names of their commands: a run loads no class of Kubernetes, and the
/// operator none of the database driver. `LogText` writes the lines of the log that a person reads.
@NullMarked
package dev.lockstep;

import org.jspecify.annotations.NullMarked;

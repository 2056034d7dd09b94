/// The commands that change a database: `migrate`, `rollback` and `baseline`.
///
/// [MigrateCommand], [RollbackCommand] and [BaselineCommand] are the entries. `RunCommand` is the
/// base class of the first two: it handles signals and the report. `MigratePreview` and
/// `RollbackPreview` are the results of `--dry-run`, and [AdoptionAnswer] that of an adoption.
@NullMarked
package dev.lockstep.runner.migrate;

import org.jspecify.annotations.NullMarked;

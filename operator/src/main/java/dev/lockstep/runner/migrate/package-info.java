/// The commands that change a database: `migrate`, `rollback` and `baseline`.
///
/// [MigrateCommand], [RollbackCommand] and [BaselineCommand] are the entries. `RunCommand` is what
/// the first two have in common: signals and the report. `MigratePreview` and `RollbackPreview` are
/// the answers of `--dry-run`, and [AdoptionAnswer] lists what was adopted from another tool.
@NullMarked
package dev.lockstep.runner.migrate;

import org.jspecify.annotations.NullMarked;

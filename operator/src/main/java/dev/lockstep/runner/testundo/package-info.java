/// `test-undo`: applies and undoes scripts in a scratch database, and compares the schema.
///
/// [TestUndoCommand] is the entry. It requires a confirmation that the database is disposable.
/// `UndoTestAnswer` lists the undo scripts that do not restore the schema, and the objects that
/// differ after each step.
@NullMarked
package dev.lockstep.runner.testundo;

import org.jspecify.annotations.NullMarked;

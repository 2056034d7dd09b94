/// `test-undo`: applies and undoes scripts in a scratch database, and compares the schema.
///
/// [TestUndoCommand] is the entry. It refuses a database that nobody has confirmed to be
/// disposable; `UndoTestAnswer` names the undo scripts that do not restore the schema, and the
/// objects in which it differs.
@NullMarked
package dev.lockstep.runner.testundo;

import org.jspecify.annotations.NullMarked;

/// One script: its text, its kind, its checksum, the directives in its head.
///
/// [Script] is the entry. [ScriptHeader] reads the directives of Lockstep, [MarkerLines] finds the
/// comment lines in which other tools keep theirs, [Checksum] and [TextDigest] say whether a text
/// is the one that was applied, and [Fingerprint] whether an edit touched a statement. A
/// [ScriptWarning] is something about a script that is worth a warning and stops nothing.
///
/// Values only: nothing here reads a file or asks a database.
@NullMarked
package dev.lockstep.engine.script;

import org.jspecify.annotations.NullMarked;

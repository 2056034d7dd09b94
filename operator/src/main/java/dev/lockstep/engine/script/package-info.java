/// One script: its text, its kind, its checksum, and the directives in its header.
///
/// [Script] is the entry. [ScriptHeader] parses the directives of Lockstep, [MarkerLines] finds the
/// comment lines in which other tools have theirs, [Checksum] and [TextDigest] detect whether a
/// text is the one that was applied, and [Fingerprint] whether an edit changed a statement. A
/// [ScriptWarning] is a warning about a script, or an objection that prevents it from running.
///
/// Values only: nothing here reads a file or queries a database.
@NullMarked
package dev.lockstep.engine.script;

import org.jspecify.annotations.NullMarked;

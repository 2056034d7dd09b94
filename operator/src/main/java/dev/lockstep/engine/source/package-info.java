/// From files to a script set: reads folders, decompresses, decodes, detects the style, splits
/// files that contain both directions, and rejects an inconsistent set with all errors at once.
///
/// [ScriptSet] is the entry; a [ScriptReading] is a set or the errors that prevent one. In order:
/// `ScriptFiles` reads bytes, `ScriptDrafts` turns each file into a draft (`GooseFile`,
/// `DbmateFile` and `LiquibaseFile` parse the formats of other tools, which `FileMarkers`
/// recognizes), `ScriptPairs` pairs a script with its undo script, `Placeholders` replaces declared
/// names, and `ScriptSetAssembly` checks the whole. `UnusedInputs` lists inputs without effect.
@NullMarked
package dev.lockstep.engine.source;

import org.jspecify.annotations.NullMarked;

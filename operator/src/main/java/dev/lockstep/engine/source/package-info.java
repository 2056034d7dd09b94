/// From files to a script set: reads folders, unpacks, decodes, recognizes the style, splits files
/// that hold both directions, and refuses a set that is not consistent, with all errors at once.
///
/// [ScriptSet] is the entry; a [ScriptReading] is a set or the reasons why there is none. In order:
/// `ScriptFiles` reads bytes, `ScriptDrafts` turns each file into a draft (`GooseFile`,
/// `DbmateFile` and `LiquibaseFile` know the formats of other tools, `FileMarkers` tells which one
/// it is), `ScriptPairs` joins a script and its undo, `Placeholders` replaces what the caller
/// declared, and `ScriptSetAssembly` checks the whole. `UnusedInputs` lists the files that no tool
/// would run.
@NullMarked
package dev.lockstep.engine.source;

import org.jspecify.annotations.NullMarked;

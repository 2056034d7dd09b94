/// Prints results.
///
/// [Console] is the entry and the only class that writes to standard output and standard error, so
/// text from outside cannot control the terminal. An [Answer] has a text, which is a [Page] of
/// lines and [TextTable]s, and a JSON form ([Json]). [Terminal] and [TextStyle] are the
/// capabilities and styles of a terminal, and [Timestamps] formats points in time.
@NullMarked
package dev.lockstep.runner.output;

import org.jspecify.annotations.NullMarked;

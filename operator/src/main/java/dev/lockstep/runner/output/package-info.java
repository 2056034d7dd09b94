/// How an answer is printed.
///
/// [Console] is the entry and the only class that writes to standard output and standard error:
/// what others wrote reaches a terminal through it and is never obeyed. An [Answer] has a text, a
/// [Page] of lines and [TextTable]s, and a JSON form ([Json]). [Terminal] and [TextStyle] know what
/// a terminal can show, [Timestamps] writes points in time.
@NullMarked
package dev.lockstep.runner.output;

import org.jspecify.annotations.NullMarked;

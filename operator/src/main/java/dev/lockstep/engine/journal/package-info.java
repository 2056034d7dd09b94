/// The journal of a script that is not one transaction, for any database: the progress of the
/// script, and whether the next attempt can resume.
///
/// [Journal] is the entry point: the recorded state of a script, and the next states to record. A
/// [JournalState] is one record, with a [StatementDigest] over the finished statements, so that an
/// edit of the applied part is detected. [Resumption] decides whether an attempt can resume from a
/// state, [JournalWords] describes the progress of a script, and [IncompleteScripts] holds the
/// scripts that are partially applied or undone. The dialect decides how states are stored, and
/// sends them.
@NullMarked
package dev.lockstep.engine.journal;

import org.jspecify.annotations.NullMarked;

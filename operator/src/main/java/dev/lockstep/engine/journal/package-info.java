/// The journal of a script that is not one transaction, whatever the database: how far the script
/// has come, and whether the next attempt can go on from there.
///
/// [Journal] is the entry: what is noted of a script, and what is to be noted next. A
/// [JournalState] is one entry of it, with a [StatementDigest] over the finished statements, so
/// that an edit of what is applied is found out. [Resumption] judges whether an attempt can resume
/// from a state, [JournalWords] words how far a script has come, and [IncompleteScripts] are those
/// of a database that stopped halfway. A database says how states are stored, and sends them.
@NullMarked
package dev.lockstep.engine.journal;

import org.jspecify.annotations.NullMarked;

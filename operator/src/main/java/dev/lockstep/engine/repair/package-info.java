/// Corrections of the recorded history at a user's request.
///
/// [Repair] is the entry: the kinds of correction, each with what it needs. A [HistoryChange] is
/// what a correction changed, for the answer of the command and for the audit. Both are values:
/// `engine.postgres` writes them.
@NullMarked
package dev.lockstep.engine.repair;

import org.jspecify.annotations.NullMarked;

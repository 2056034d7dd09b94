/// Corrections of the recorded history at a user's request.
///
/// [Repair] is the entry: the kinds of correction, each with its inputs. A [HistoryChange] is the
/// resulting change, for the answer of the command and for the audit. Both are values:
/// `engine.postgres` writes them.
@NullMarked
package dev.lockstep.engine.repair;

import org.jspecify.annotations.NullMarked;

/// `status` and `history`: show the recorded history.
///
/// [StatusCommand] and [HistoryCommand] are the entries. `StatusAnswer` contains the recorded
/// version, the pending and the failed scripts; `Health` is the same in numbers. Neither command
/// locks or changes anything.
@NullMarked
package dev.lockstep.runner.status;

import org.jspecify.annotations.NullMarked;

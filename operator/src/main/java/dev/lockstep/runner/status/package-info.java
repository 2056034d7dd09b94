/// `status` and `history`: what a database records.
///
/// [StatusCommand] and [HistoryCommand] are the entries. `StatusAnswer` holds the recorded version,
/// what is pending and what failed; `Health` says in one word whether somebody has to act. Neither
/// command locks or changes anything.
@NullMarked
package dev.lockstep.runner.status;

import org.jspecify.annotations.NullMarked;

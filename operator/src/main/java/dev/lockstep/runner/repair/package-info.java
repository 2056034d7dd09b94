/// `repair`: corrects the recorded history of one script.
///
/// [RepairCommand] is the entry. It turns its options into one correction, with the reason that the
/// audit records; `RepairAnswer` shows the values before and after. It runs no SQL of a script:
/// later runs rely on the correction.
@NullMarked
package dev.lockstep.runner.repair;

import org.jspecify.annotations.NullMarked;

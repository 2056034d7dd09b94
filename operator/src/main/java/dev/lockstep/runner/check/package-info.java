/// `check`: compares scripts with the history, a branch with its target, or a version with a
/// version window.
///
/// [CheckCommand] is the entry. It selects one of three checks: `HistoryCheck` (with
/// [HistoryComparison], and `DriftFindings` for changes made outside Lockstep), `WindowCheck` for
/// `--require`, and `ReleaseCheck` (with `GitFolder`) for `--against`. A [Finding] is one
/// difference. [DigestCommand] prints the digest of a set.
@NullMarked
package dev.lockstep.runner.check;

import org.jspecify.annotations.NullMarked;

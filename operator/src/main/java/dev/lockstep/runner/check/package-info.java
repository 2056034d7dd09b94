/// `check`: compares scripts with the history, a branch with its target, or a version with a
/// window.
///
/// [CheckCommand] is the entry. `HistoryComparison` compares with the history, `WindowCheck`
/// answers `--require`, `ReleaseCheck` and `GitFolder` answer `--against`, and `DriftFindings`
/// reports changes that were made outside Lockstep. A [Finding] is one difference. [DigestCommand]
/// prints the digest of a set.
@NullMarked
package dev.lockstep.runner.check;

import org.jspecify.annotations.NullMarked;

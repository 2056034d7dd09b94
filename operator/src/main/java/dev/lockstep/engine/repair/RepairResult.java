package dev.lockstep.engine.repair;

import org.jspecify.annotations.Nullable;

/// The result of setting the statement at which a script resumes.
///
/// @param script the script's file name
/// @param finishedBefore the number of statements that were recorded as finished before
/// @param resumeFrom the statement at which the next run resumes
/// @param count the number of statements in the script
/// @param line the line of that statement; null if all are finished
public record RepairResult(
    String script, int finishedBefore, int resumeFrom, int count, @Nullable Integer line) {}

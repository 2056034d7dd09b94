package dev.lockstep.engine.repair;

import org.jspecify.annotations.Nullable;

/// What a repair has written.
///
/// @param script the script's file name
/// @param finishedBefore how many statements were noted as finished before
/// @param resumeFrom the statement with which the next run goes on
/// @param count how many statements the script has
/// @param line the line of that statement; absent when all are done
public record RepairResult(
    String script, int finishedBefore, int resumeFrom, int count, @Nullable Integer line) {}

package dev.lockstep.runner.command;

import dev.lockstep.engine.ScriptReview;

/// The inputs of a plan.
///
/// @param review the review of scripts, for the database or for its dialect alone
/// @param databaseRead whether a database was read
public record PlanContext(ScriptReview review, boolean databaseRead) {}

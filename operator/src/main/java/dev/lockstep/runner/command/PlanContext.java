package dev.lockstep.runner.command;

import dev.lockstep.engine.ScriptReview;

/// What a plan is made with.
///
/// @param review how the scripts look to the database, or to its dialect
/// @param databaseRead whether a database was asked
public record PlanContext(ScriptReview review, boolean databaseRead) {}

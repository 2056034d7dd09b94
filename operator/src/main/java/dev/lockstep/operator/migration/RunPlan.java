package dev.lockstep.operator.migration;

/// An attempt that is to be made.
///
/// @param job the name of its Job
/// @param attempt its number
/// @param purpose what the Job is to do
/// @param made what it is made for
record RunPlan(String job, int attempt, Run.Purpose purpose, Run.MadeFor made) {}

package dev.lockstep.operator.migration;

import java.util.List;

/// An attempt that is to be made.
///
/// @param job the name of its Job
/// @param attempt its number
/// @param purpose what the Job is to do
/// @param made what it is made for
/// @param configMaps the names of the ConfigMaps that hold the scripts
record RunPlan(
    String job, int attempt, Run.Purpose purpose, Run.MadeFor made, List<String> configMaps) {}

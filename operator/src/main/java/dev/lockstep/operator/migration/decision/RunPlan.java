package dev.lockstep.operator.migration.decision;

import java.util.List;

/// An attempt that is to be made.
///
/// @param job the name of its Job
/// @param attempt its number
/// @param purpose what the Job is to do
/// @param inputs what it is made for
/// @param configMaps the names of the ConfigMaps that hold the scripts
public record RunPlan(
    String job, int attempt, Run.Purpose purpose, Run.Inputs inputs, List<String> configMaps) {}

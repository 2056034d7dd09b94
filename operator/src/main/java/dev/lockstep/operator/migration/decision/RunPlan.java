package dev.lockstep.operator.migration.decision;

import java.util.List;

/// A planned attempt.
///
/// @param job the name of its Job
/// @param attempt the number of the attempt
/// @param purpose the purpose of the Job
/// @param inputs the inputs of the run
/// @param configMaps the names of the ConfigMaps that hold the scripts
public record RunPlan(
    String job, int attempt, Run.Purpose purpose, Run.Inputs inputs, List<String> configMaps) {}

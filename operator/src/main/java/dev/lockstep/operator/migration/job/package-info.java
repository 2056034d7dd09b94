/// The Job of a run: its manifest, the arguments and files of its container, and what `spec.job`
/// and the chart may change about it. The entry is [MigrationJob].
///
/// - [RunArguments] and [RunFiles] are the command line of the runner and the files that are
///   mounted into its pod.
/// - [JobSettingsDefaults] merges the chart's [JobDefaults] into `spec.job`.
/// - [JobLimits] and [AllowedFields] refuse settings that would give a run more rights than it
///   needs.
@NullMarked
package dev.lockstep.operator.migration.job;

import org.jspecify.annotations.NullMarked;

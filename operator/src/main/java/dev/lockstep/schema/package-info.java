/// The kernel that the operator and the runner share. It knows neither databases nor Kubernetes,
/// does no input or output, and depends on the JDK, Jackson and JSpecify alone. Every package may
/// depend on it; it depends on no other package of Lockstep.
///
/// Begin with [SchemaVersion] and [VersionWindow]; [Requirements] parses the windows of a pod.
/// [ScriptName] and [StyleDetection] parse file names, [ScriptsDigest] computes the digest of a
/// set. A [Failure] has a [FailureKind], whose class decides about retries and whose [ExitCode]
/// ends the process. A [RunReport] is the report that a run leaves for the operator. Messages name
/// a [Setting] or a [Command]. [Printable] makes text from outside safe to print.
@NullMarked
package dev.lockstep.schema;

import org.jspecify.annotations.NullMarked;

/// The kernel that the operator and the runner share. It knows no database and no Kubernetes, does
/// no input or output, and depends on the JDK, Jackson and JSpecify alone. Everything may depend on
/// it; it depends on nothing of ours.
///
/// Begin with [SchemaVersion] and [VersionWindow]; [Requirements] reads the windows of a pod.
/// [ScriptName] and [StyleDetection] read file names, [ScriptsDigest] digests a set. A [Failure]
/// has a [FailureKind], whose class decides about retries and whose [ExitCode] ends the process; a
/// [RunReport] is what a run leaves for the operator. [Printable] shows text from outside.
@NullMarked
package dev.lockstep.schema;

import org.jspecify.annotations.NullMarked;

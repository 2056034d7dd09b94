/// The kernel that the operator and the runner share: versions, windows, script names, digests,
/// failures and the report of a run. It knows no database and no Kubernetes, does no input or
/// output, and depends on the JDK, Jackson and JSpecify alone. Everything may depend on it; it
/// depends on nothing of ours.
@NullMarked
package dev.lockstep.schema;

import org.jspecify.annotations.NullMarked;

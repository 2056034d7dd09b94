/// Reads and writes the status of a SchemaMigration.
///
/// Begin with [StatusPatch], which holds every field that the operator owns. [StatusReader] reads
/// from a status the values that decisions use, [StatusPatch] writes them and the conditions into a
/// new one, and [StatusWriter] applies it to the API server, unless another client wrote first.
@NullMarked
package dev.lockstep.operator.migration.status;

import org.jspecify.annotations.NullMarked;

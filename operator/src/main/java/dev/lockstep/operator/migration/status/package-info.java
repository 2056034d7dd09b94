/// The status of a SchemaMigration.
///
/// Begin with [StatusPatch]: it holds every field that the operator owns. [StatusReader] reads the
/// values that decisions use out of a status, [StatusPatch] writes them and the conditions into a
/// new one, and [StatusWriter] applies that to the API server, unless somebody else wrote first.
@NullMarked
package dev.lockstep.operator.migration.status;

import org.jspecify.annotations.NullMarked;

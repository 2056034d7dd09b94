/// The parts of the spec of a SchemaMigration: the database, the scripts, time-outs, retries,
/// verification, and the settings of the Job. Begin with [DatabaseSpec], [ScriptsSpec] and
/// [JobSettings]; [Rules] holds the CEL rules that several of them share.
///
/// Every part may be absent; constructors fill in defaults and never throw.
@NullMarked
package dev.lockstep.api.v1alpha1.spec;

import org.jspecify.annotations.NullMarked;

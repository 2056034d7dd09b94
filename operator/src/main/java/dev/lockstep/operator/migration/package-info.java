/// Reconciles a SchemaMigration: observe, decide, act, report. It knows nothing of the gate.
@NullMarked
package dev.lockstep.operator.migration;

import org.jspecify.annotations.NullMarked;

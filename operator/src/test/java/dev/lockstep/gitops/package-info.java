/// What other tools make of a SchemaMigration: Argo CD by the scripts that the documents give it.
@NullMarked
package dev.lockstep.gitops;

import org.jspecify.annotations.NullMarked;

/// The custom resource as records. They hold data and never throw while they are read.
@NullMarked
package dev.lockstep.api.v1alpha1;

import org.jspecify.annotations.NullMarked;

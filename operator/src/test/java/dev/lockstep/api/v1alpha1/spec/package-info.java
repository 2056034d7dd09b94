/// Tests of the parts of the spec.
@NullMarked
package dev.lockstep.api.v1alpha1.spec;

import org.jspecify.annotations.NullMarked;

/// Tests of the manifests of Jobs and of the limits on `spec.job`.
@NullMarked
package dev.lockstep.operator.migration.job;

import org.jspecify.annotations.NullMarked;

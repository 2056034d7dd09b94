/// Benchmarks: programs that measure against peers in one run and print ratios. Test code only.
@NullMarked
package dev.lockstep.bench;

import org.jspecify.annotations.NullMarked;

/// Tests of the whole as users get it: the image and the chart, on real nodes with containers. Run
/// by `make e2e`, as root. Test code only.
@NullMarked
package dev.lockstep.e2e;

import org.jspecify.annotations.NullMarked;

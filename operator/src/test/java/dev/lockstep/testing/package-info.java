/// What several test classes share: real servers, proxies in front of them, and ways to wait. Test
/// code only.
@NullMarked
package dev.lockstep.testing;

import org.jspecify.annotations.NullMarked;

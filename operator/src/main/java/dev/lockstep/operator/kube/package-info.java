/// What both reconcilers share: conditions, events, manifests names, the caches of foreign objects.
@NullMarked
package dev.lockstep.operator.kube;

import org.jspecify.annotations.NullMarked;

/// A real Kubernetes control plane for tests, [dev.lockstep.kube.KubeCluster], and a node for it
/// that is a process table, [dev.lockstep.kube.ProcessNode]. Test code only; tests get both by
/// [dev.lockstep.kube.KubernetesTest].
@NullMarked
package dev.lockstep.kube;

import org.jspecify.annotations.NullMarked;

package dev.lockstep.operator;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.ProcessNode;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// An end-to-end test without containers: a real control plane, a node that is a process table, a
/// real PostgreSQL, and the operator as a process with the permissions of the chart.
@KubernetesTest
@ExtendWith({PostgresExtension.class, SharedOperator.class})
@SuppressWarnings("NullAway.Init")
abstract class OperatorScenario extends ResourceScenario {
  ProcessNode node;
  SharedOperator.Access access;

  @BeforeEach
  final void set(
      KubeCluster cluster,
      TestNamespace namespace,
      ProcessNode node,
      TestDatabase database,
      SharedOperator.Access access) {
    this.node = node;
    this.access = access;
    // Installs the CRD, which the status recorder needs.
    access.account(cluster);
    begin(cluster, namespace.name(), database);
    if (startsOperator()) {
      operator();
    }
  }

  /// Returns whether the shared operator is running when each test begins.
  boolean startsOperator() {
    return true;
  }

  final OperatorProcess operator() {
    return access.running(cluster);
  }
}

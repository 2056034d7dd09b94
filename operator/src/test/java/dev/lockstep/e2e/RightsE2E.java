package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.ApiRequest;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The rights that the chart gives to the operator, by the API server's audit log: each one is
/// needed, and no other is asked for.
final class RightsE2E extends NodeScenario {
  private static final String ACCOUNT = "lockstep";
  private static final String USER =
      "system:serviceaccount:%s:%s".formatted(Platform.SYSTEM, ACCOUNT);

  /// The SDK takes part in no election without it, and then patches.
  private static final Right ASKED_FOR = new Right("coordination.k8s.io", "leases", "update");

  private final Map<String, String> files =
      new TreeMap<>(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));

  @Test
  void everyRightIsUsedAndNoneIsMissing() {
    Instant start = startOperators();
    secret();

    losesItsJobInTheMiddle();
    waitsForItsSchema();
    getsNoPod();
    fails();
    verifies();

    awaitAllUsed(start);
    assertThat(since(start)).noneMatch(request -> request.decision().equals("forbid"));
    assertThat(since(start))
        .filteredOn(request -> Set.of(namespace, Platform.SYSTEM, "").contains(request.namespace()))
        .noneMatch(request -> request.code() == 401 || request.code() == 403);
  }

  /// Operators and a Lease of this test's own: what is done once at the start belongs to it.
  private Instant startOperators() {
    deployment().scale(0);
    Await.until("no operator", PATIENCE, () -> platform.operators().isEmpty());
    client.leases().inNamespace(Platform.SYSTEM).withName("lockstep-operator").delete();
    Instant start = Instant.now();
    deployment().scale(2);
    Await.until("a leader", PATIENCE, () -> !platform.leader().isEmpty());
    return start;
  }

  private RollableScalableResource<Deployment> deployment() {
    return client.apps().deployments().inNamespace(Platform.SYSTEM).withName("lockstep");
  }

  private void losesItsJobInTheMiddle() {
    files.put(
        "V2__slow.sql",
        """
        DO $$ BEGIN
          WHILE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'go') LOOP
            PERFORM pg_sleep(0.1);
          END LOOP;
        END $$;
        """);
    scripts(files);
    migration();
    awaitStatement("go");
    for (Job job : jobs()) {
      client.resource(job).delete();
    }
    await("another attempt", _ -> attempt() == 2);
    database.execute("CREATE DATABASE go");
    awaitReady("2");
  }

  private void waitsForItsSchema() {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: %s
          labels: {lockstep.dev/gated: "true"}
          annotations: {lockstep.dev/requires: orders >=3}
        spec:
          schedulingGates: [{name: lockstep.dev/schema}]
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: web
              image: localhost/pause:1
              imagePullPolicy: Never
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
            .formatted(namespace));
    files.put("V3__customers.sql", "CREATE TABLE customers (id bigint PRIMARY KEY);");
    scripts(files);
    awaitReady("3");
    platform.awaitReady(namespace, "web");
  }

  private void getsNoPod() {
    apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none, namespace: %s}
        spec: {hard: {pods: "0"}}
        """
            .formatted(namespace));
    var quota = client.resourceQuotas().inNamespace(namespace).withName("none");
    Await.until(
        "the quota is in force",
        PATIENCE,
        () -> quota.get().getStatus() != null && !quota.get().getStatus().getHard().isEmpty());
    files.put("V4__carts.sql", "CREATE TABLE carts (id bigint PRIMARY KEY);");
    scripts(files);
    awaitReason("PodNotCreated");
    quota.delete();
    awaitReady("4");
  }

  private void fails() {
    files.put("V5__wrong.sql", "ALTER TABLE nowhere ADD COLUMN id bigint;");
    scripts(files);
    awaitReason("ScriptFailed");
    files.remove("V5__wrong.sql");
    scripts(files);
    awaitReady("4");
  }

  /// The Job of a verification that finds nothing is deleted.
  private void verifies() {
    verifyNow();
    awaitVerified();
  }

  private List<ApiRequest> since(Instant start) {
    return cluster.requestsOf(USER).stream()
        .filter(request -> request.at().isAfter(start))
        .toList();
  }

  private void awaitAllUsed(Instant start) {
    try {
      Await.until("every right is used", PATIENCE, () -> idle(start).isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError("%s; idle: %s".formatted(e.getMessage(), idle(start)), e);
    }
  }

  private Set<Right> idle(Instant start) {
    var idle = new TreeSet<>(Right.granted(client, Platform.SYSTEM, ACCOUNT));
    assertThat(idle).contains(ASKED_FOR);
    since(start).forEach(request -> idle.remove(Right.of(request)));
    idle.remove(ASKED_FOR);
    return idle;
  }
}

package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.ApiWrite;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The number of requests of the operator, counted by the API server.
final class ApiWritesIT extends OperatorScenario {
  private static final int MOST_WRITES = 6;
  private static final int HEARTBEATS = 3;

  @Test
  void eachMigrationTakesAtMostSixWrites() {
    secret();
    var files = new TreeMap<String, String>();
    for (int version = 1; version <= 5; version++) {
      List<ApiWrite> before = writes();
      files.put("V%d__t.sql".formatted(version), "CREATE TABLE t%d (id int);".formatted(version));
      scripts(files);
      if (version == 1) {
        migration();
      }
      awaitReady(Integer.toString(version));
      awaitAllJobsComplete(version);

      List<ApiWrite> all = writes();
      assertThat(all.subList(before.size(), all.size()))
          .as("writes for version %d", version)
          .hasSizeBetween(2, MOST_WRITES);
    }
  }

  @Test
  void aFailedMigrationTakesAtMostSixWrites() {
    secret();
    scripts(Map.of("V1__t.sql", "SELECT missing;"));
    migration();

    awaitReason("ScriptFailed");
    awaitAllJobsComplete(1);

    assertThat(writes()).hasSizeBetween(2, MOST_WRITES);
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() {
    secret();
    scripts(Map.of("V1__t.sql", "CREATE TABLE t (id int);"));
    migration();
    awaitReady("1");
    awaitAllJobsComplete(1);
    List<ApiWrite> before = writes();

    migration();
    operator().kill();
    operator();
    awaitHeartbeats();

    assertThat(writes()).isEqualTo(before);
  }

  /// Returns the operator's writes in this namespace, except Events and gates.
  private List<ApiWrite> writes() {
    String user = "system:serviceaccount:lockstep-system:";
    return cluster.writes().stream()
        .filter(write -> write.user().startsWith(user))
        .filter(write -> write.namespace().equals(namespace))
        .filter(write -> !write.isEventOrGate())
        // A pass may delete a Job that its cache still has, but that no longer exists.
        .filter(write -> write.code() != 404)
        .toList();
  }

  /// The end of the Job is the last change in a run that the operator watches.
  private void awaitAllJobsComplete(int version) {
    Await.until(
        "the Job of version " + version + " has ended",
        PATIENCE,
        () ->
            jobs().stream()
                .max(Comparator.comparing(job -> job.getMetadata().getCreationTimestamp()))
                .filter(ApiWritesIT::hasEnded)
                .isPresent());
  }

  private static boolean hasEnded(Job job) {
    return job.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                List.of("Complete", "Failed").contains(condition.getType())
                    && condition.getStatus().equals("True"));
  }

  /// Waits by the cluster's own clock: the renewals of the node's Lease.
  private void awaitHeartbeats() {
    ZonedDateTime last = renewed();
    for (int beat = 0; beat < HEARTBEATS; beat++) {
      ZonedDateTime known = last;
      Await.until("a heartbeat", Duration.ofMinutes(1), () -> renewed().isAfter(known));
      last = renewed();
    }
  }

  private ZonedDateTime renewed() {
    return client
        .leases()
        .inNamespace("kube-node-lease")
        .withName(node.name())
        .get()
        .getSpec()
        .getRenewTime();
  }
}

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

/// What the operator asks of the API server, counted by the API server.
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

  /// What the operator wrote in this namespace, Events and gates excepted.
  private List<ApiWrite> writes() {
    String user = "system:serviceaccount:lockstep-system:";
    return cluster.writes().stream()
        .filter(write -> write.user().startsWith(user))
        .filter(write -> write.namespace().equals(namespace))
        .filter(write -> !write.isEventOrGate())
        // A Job that is gone already when a pass, whose cache had it, deletes it.
        .filter(write -> write.code() != 404)
        .toList();
  }

  /// The last change that the operator is told of in a run is the Job's end.
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

  /// Lets time pass, by the clock that the cluster itself goes by: that of the node's Lease.
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

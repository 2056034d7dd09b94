package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pods start when the schema versions that they require are recorded, and not earlier.
final class GateIT extends GateScenario {
  @Test
  void podsThatComeBeforeEverythingElseStartWhenTheirVersionIsRecorded() {
    deployment("web", "orders >=1");
    awaitEvent("WaitingForSchema", "no SchemaMigration of this name");
    migration();
    scripts(ONE);
    secret();

    awaitReady("1");

    awaitStarted("web", 1);
    assertThat(events("ReplicaSet", "WaitingForSchema")).isNotEmpty();
  }

  /// Without MutatingAdmissionPolicy in the API server, the pod template must contain the gate
  /// itself.
  @Test
  void labelAndRequirementAreEnoughWhereTheGateIsInjected() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    boolean injected = cluster.mutatingAdmissionVersion().isPresent();

    deployment("web", "orders >=2", injected ? "[]" : "[{name: lockstep.dev/schema}]");
    awaitEvent("WaitingForSchema", "its database records version 1");
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    scripts(TWO);

    awaitStarted("web", 1);
  }

  @Test
  void staysGatedBelowTheWindowAndOpensInsideIt() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    deployment("web", "orders >=2 <3");
    awaitEvent("WaitingForSchema", "its database records version 1");
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    scripts(TWO);

    awaitReady("2");
    awaitStarted("web", 1);
  }

  @Test
  void removesItsOwnGateAndNoOther() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    pod("held", "orders >=1", LockstepNames.SCHEMA_GATE, "example.com/other");

    Await.until(
        "only the other gate is left",
        PATIENCE,
        () -> gates("held").equals(List.of("example.com/other")));
  }

  @Test
  void malformedRequirementKeepsThePodGatedAndShowsThePlace() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");

    malformed("wrong");
    awaitEvent("SchemaRequirementInvalid", "^");
    pod("right", "orders >=1", LockstepNames.SCHEMA_GATE);

    Await.until("the right one is open", PATIENCE, () -> gates("right").isEmpty());
    assertThat(gates("wrong")).containsExactly(LockstepNames.SCHEMA_GATE);
  }

  @Test
  void worksWhenTheOperatorWasDown() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    operator().kill();

    deployment("web", "orders >=1");
    Await.until("the pod is there", PATIENCE, () -> pods("web").size() == 1);
    assertThat(gates("web")).containsExactly(LockstepNames.SCHEMA_GATE);
    operator();

    awaitStarted("web", 1);
  }

  @Test
  void doesNotOpenOnAVersionReadFromAnotherDatabase(PostgresServers servers) {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    TestDatabase other = servers.newest().createDatabase();
    operator().kill();

    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":true,\"database\":{\"secretRef\":{\"name\":\"other-db\"}}}}")
        .orThrow();
    pod("early", "orders >=1", LockstepNames.SCHEMA_GATE);
    operator();
    awaitEvent("WaitingForSchema", "the current schema version is not known yet");
    assertThat(gates("early")).containsExactly(LockstepNames.SCHEMA_GATE);
    secret("other-db", other);
    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":false}}")
        .orThrow();

    awaitReady("1");
    Await.until("the pod is open", PATIENCE, () -> gates("early").isEmpty());
  }

  @Test
  void doesNotOpenWhileARunWouldLeaveTheWindow() throws Exception {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      startHeldRun(statement);

      pod("old", "orders >=1 <2", LockstepNames.SCHEMA_GATE);
      awaitEvent("WaitingForSchema", "in progress");
      assertThat(gates("old")).containsExactly(LockstepNames.SCHEMA_GATE);
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }

    awaitReady("2");
    awaitEvent("WaitingForSchema", "its database records version 2");
    assertThat(gates("old")).containsExactly(LockstepNames.SCHEMA_GATE);
  }

  /// Starts a run to version 2 that waits until the given session releases a lock.
  private void startHeldRun(Statement holder) throws SQLException {
    holder.execute("SELECT pg_advisory_lock(4711)");
    scripts(
        Map.of(
            "V1__orders.sql",
            ORDERS,
            "V2__x.sql",
            "SELECT 'held by the test', pg_advisory_xact_lock(4711);"));
    awaitStatement("held by the test");
  }

  // O1
  @Test
  void aLostRunShutsNoGateForAWindowThatHoldsBothVersions() throws Exception {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      startHeldRun(statement);
      node.refuseImage(OperatorProcess.JOB_IMAGE);
      patch("{\"spec\":{\"suspend\":true}}");
      client.resource(jobs().getLast()).delete();
      await("the run is given up", one -> one.getStatus().possibleVersions() != null);
      assertThat(status().version()).isEqualTo("1");

      pod("both", "orders >=1 <9", LockstepNames.SCHEMA_GATE);
      pod("old", "orders >=1 <2", LockstepNames.SCHEMA_GATE);

      Await.until("the gate for both is open", PATIENCE, () -> gates("both").isEmpty());
      awaitEvent("WaitingForSchema", "between version 1 and version 2");
      assertThat(gates("old")).containsExactly(LockstepNames.SCHEMA_GATE);
    } finally {
      node.acceptImage(OperatorProcess.JOB_IMAGE);
    }

    // No other run starts, so the database is read again.
    await("the version is certain", one -> one.getStatus().possibleVersions() == null);
    assertThat(status().version()).isEqualTo("1");
    assertThat(reason()).isEqualTo("Suspended");
    Await.until("the gate for the old version is open", PATIENCE, () -> gates("old").isEmpty());
  }

  // O1: the run reached no script
  @Test
  void aRunThatCannotReachTheDatabaseShutsNoGate() {
    secret();
    scripts(ONE);
    migration("timeouts: {connect: 1s}\n");
    awaitReady("1");
    var elsewhere = new HashMap<>(coordinates(database));
    elsewhere.put("port", "1");
    secret(SECRET, elsewhere);
    scripts(TWO);
    awaitReason("DatabaseUnreachable");

    await(
        "the next attempt says why the last one failed",
        one ->
            Conditions.find(one.getStatus().conditions(), Conditions.READY)
                .filter(ready -> "Running".equals(ready.getReason()))
                .filter(ready -> ready.getMessage().contains("Last attempt: Cannot connect"))
                .isPresent());
    pod("web", "orders >=1 <2", LockstepNames.SCHEMA_GATE);
    // This holds between attempts: during one, its target counts as well.
    Await.until("the gate is open", PATIENCE, () -> gates("web").isEmpty());

    assertThat(status().version()).isEqualTo("1");
    secret();
    client.pods().inNamespace(namespace).withName("web").withGracePeriod(0).delete();
    awaitReady("2");
  }

  // O2
  @Test
  void aPodThatCanNeverStartHoldsNothingBack() {
    secret();
    scripts(TWO);
    migration();
    awaitReady("2");
    deployment("legacy", "orders <2");
    await(
        "it is named", one -> one.getStatus().warnings().toString().contains("Deployment/legacy"));

    scripts(
        Map.of(
            "V1__orders.sql", ORDERS,
            "V2__x.sql", "CREATE TABLE x ();",
            "V3__y.sql", "CREATE TABLE y ();"));

    awaitReady("3");
    assertThat(gates("legacy")).containsExactly(LockstepNames.SCHEMA_GATE);
    assertThat(status().warnings()).anyMatch(one -> one.contains("do not hold back any run"));
  }

  private void patch(String merge) {
    cluster
        .kubectl()
        .run("patch", "smig", NAME, "-n", namespace, "--type=merge", "-p", merge)
        .orThrow();
  }

  @Test
  void oldPodsKeepRunningWhileNewOnesWaitAndTheContractWaitsForTheOldOnes() {
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    deployment("web", "orders >=1 <3");
    awaitStarted("web", 1);
    String old = pods("web").getFirst().getMetadata().getName();

    scripts(
        Map.of(
            "V1__orders.sql", ORDERS,
            "V2__x.sql", "CREATE TABLE x ();",
            "V3__contract.sql", "DROP TABLE x;"));
    awaitReason("WaitingForWorkloads");
    assertThat(message()).contains("Deployment/web").contains("3");
    assertThat(status().version()).isEqualTo("2");
    assertThat(running(old)).isTrue();

    deployment("web", "orders >=2");

    awaitReady("3");
    Await.until(
        "the old pod is gone and the new one runs",
        PATIENCE,
        () -> pods("web").size() == 1 && started("web") == 1 && !running(old));
  }

  @Test
  void bareNameWaitsForReadiness() {
    pod("web", "orders", LockstepNames.SCHEMA_GATE);
    secret();
    scripts(ONE);
    migration();

    awaitReady("1");

    Await.until("the pod is open", PATIENCE, () -> gates("web").isEmpty());
  }
}

package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What happens to a run that is cut off from its database without either side being told.
final class NetworkDisastersE2E extends NodeScenario {
  /// Applied twice, it would leave two rows.
  private static final Map<String, String> SCRIPTS_WITH_TURNSTILE =
      Map.of(
          "V1__orders.sql",
          "CREATE TABLE orders (id bigint);",
          SLOW,
          "INSERT INTO orders VALUES (1); " + Turnstile.SQL);

  @Test
  @Disaster(
      value = "The network fails during a statement",
      done =
          "All packets between the runner's pod and PostgreSQL are dropped permanently while the statement of the second script runs.")
  void inTheMiddleOfAStatement(Row row) {
    try (var turnstile = Turnstile.closed(database)) {
      Pod pod = startRun();
      String session = session();

      row.strikes();
      NetworkCut.of(machineOf(pod), pod);
      awaitEnd(session);
      awaitReason("DatabaseUnreachable");
      row.seen(message());
      await("another attempt", _ -> attempt() == 2);
      awaitStatement(Turnstile.WAITING);
      turnstile.open();
      awaitReady("2");
      row.healed();
    }

    assertThat(attempts(SLOW)).containsExactly("failed", "success");
    assertRowsOnce();
  }

  @Test
  @Disaster(
      value = "The network fails at COMMIT, which succeeds",
      done =
          "All packets are dropped after PostgreSQL has received the COMMIT; it commits, its response is lost, and the network recovers after the server has dropped the client.")
  void theAnswerToCommitIsLost(Row row) {
    try (var turnstile = Turnstile.closed(database)) {
      Pod pod = startRun();
      String session = session();

      row.strikes();
      var cut = NetworkCut.of(machineOf(pod), pod);
      turnstile.open();
      Await.until("the commit", PATIENCE, () -> applied().contains(SLOW));
      row.seen(message());
      awaitEnd(session);
      cut.heal();
      awaitReady("2");
      row.seen(message());
      row.healed();
    }

    assertThat(attempt()).isEqualTo(1);
    assertThat(attempts(SLOW)).containsExactly("success");
    assertRowsOnce();
  }

  @Test
  @Disaster(
      value = "The network fails at COMMIT, which the server then loses",
      done =
          "All packets are dropped permanently after PostgreSQL has received the COMMIT; it commits, and is killed before the commit is on disk.")
  void theCommitIsLost(Row row) {
    try (var turnstile = Turnstile.closed(database)) {
      Pod pod = startRun();
      Pod postgres = postgres();
      database.execute("CHECKPOINT");
      stopWritingTheLog();

      row.strikes();
      NetworkCut.of(machineOf(pod), pod);
      turnstile.open();
      Await.until("the commit", PATIENCE, () -> applied().contains(SLOW));
      machineOf(postgres).signal(postgres, "postgres", "SIGKILL");
      Await.until("the commit is lost", PATIENCE, this::commitIsLost);
      awaitReason("DatabaseUnreachable");
      row.seen(message());
      awaitReady("2");
      row.healed();
    }

    assertThat(attempts(SLOW)).containsExactly("failed", "success");
    assertRowsOnce();
  }

  private Pod startRun() {
    secret();
    scripts(SCRIPTS_WITH_TURNSTILE);
    migration("timeouts: {connect: 5s}");
    awaitStatement(Turnstile.WAITING);
    return awaitRunner();
  }

  /// The name of the sessions of the run that waits.
  private String session() {
    return String.valueOf(
        database.value(
            "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'lockstep%' AND state = 'active'"));
  }

  /// Waits until the server has given the client up.
  private void awaitEnd(String session) {
    Await.until(
        "the end of the sessions of " + session,
        PATIENCE,
        () ->
            database
                .column(
                    "SELECT pid FROM pg_stat_activity WHERE application_name = '%s'"
                        .formatted(session))
                .isEmpty());
  }

  /// From now on nothing but a synchronous commit is written to the disk.
  private void stopWritingTheLog() {
    String writer =
        database.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
    inPostgres("kill -STOP " + writer);
  }

  /// What a server that starts has not lost can be read.
  private boolean commitIsLost() {
    try {
      return !applied().contains(SLOW);
    } catch (IllegalStateException _) {
      return false;
    }
  }

  private void assertRowsOnce() {
    assertThat(applied()).containsExactly("V1__orders.sql", SLOW);
    assertThat(database.column("SELECT id FROM orders")).containsExactly("1");
  }
}

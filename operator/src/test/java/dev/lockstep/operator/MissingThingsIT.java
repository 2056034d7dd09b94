package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServer.Stop;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Everything that a run needs may be created late, in any order.
final class MissingThingsIT extends OperatorScenario {
  private static final Map<String, String> ONE =
      Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);");

  @Test
  void configMapMissingThenCreated() {
    secret();
    migration();
    awaitReason("ScriptsNotFound");
    assertThat(message()).contains(SCRIPTS).contains(namespace);
    assertThat(condition(Conditions.RECONCILING)).isPresent();
    assertThat(jobs()).isEmpty();

    scripts(ONE);

    awaitReady("1");
  }

  @Test
  void secretMissingThenCreated() {
    scripts(ONE);
    migration();
    awaitReason("SecretNotFound");
    assertThat(message()).contains(SECRET);

    secret();

    awaitReady("1");
  }

  @Test
  void secretKeyMissingThenCreated() {
    scripts(ONE);
    secret(SECRET, Map.of("host", database.host(), "dbname", database.name()));
    migration();
    awaitReason("SecretKeyMissing");
    assertThat(message()).contains(SECRET).contains("username");

    secret();

    awaitReady("1");
  }

  // O3, O4
  @Test
  void mistakeInASecretThenCorrected() {
    scripts(ONE);
    secret(SECRET, Map.of("uri", "postgresql://app:LEAK%w@db.example.com:5432/orders"));
    migration();
    awaitReason("SecretInvalid");
    assertThat(message())
        .contains("Key uri of Secret " + SECRET)
        .doesNotContain("LEAK", "--help", "db.example.com");
    assertThat(condition(Conditions.STALLED)).isEmpty();

    secret(SECRET, Map.of("uri", url()));
    awaitReady("1");
  }

  private String url() {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            database.user(),
            database.password(),
            database.host(),
            database.port(),
            database.name());
  }

  @Test
  void wrongPassword() {
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(PostgresServer.Authentication.SCRAM);
    try (PostgresServer server = PostgresServer.start(options)) {
      TestDatabase right = server.createDatabase();
      scripts(ONE);
      secret(right.as(right.user(), "wrong"));
      migration();
      awaitReason("AuthenticationFailed");
      assertThat(message()).contains("28P01");
      await("a retry is due", resource -> resource.getStatus().nextRetryAt() != null);

      secret(right);

      awaitReady("1");
    }
  }

  @Test
  void unknownHost() {
    scripts(ONE);
    secret(
        SECRET,
        Map.of(
            "host", "no-such-host.invalid",
            "dbname", database.name(),
            "username", database.user(),
            "password", database.password()));
    migration("timeouts: {connect: 1s}");
    awaitReason("DatabaseUnreachable");
    assertThat(message())
        .contains("key host of Secret " + SECRET, "unknown host")
        .doesNotContain("no-such-host.invalid");

    secret();

    awaitReady("1");
  }

  @Test
  void databaseNotUpYet() {
    try (PostgresServer server =
        PostgresServer.start(PostgresServer.Options.of(PostgresVersion.newest()))) {
      TestDatabase late = server.createDatabase();
      server.stop(Stop.FAST);
      scripts(ONE);
      secret(late);
      migration("timeouts: {connect: 1s}");
      awaitReason("DatabaseUnreachable");

      server.restart(Stop.FAST);

      awaitReady("1");
    }
  }
}

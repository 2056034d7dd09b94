package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An operator whose CRD was not upgraded with it does all that the older CRD has fields for.
final class OlderCrdIT extends OperatorScenario {
  private static final Path PREVIOUS =
      Checkout.root()
          .resolve(
              "operator/src/test/resources/e2e/previous/lockstep/files/schemamigrations.lockstep.dev.yaml");

  @BeforeEach
  void installPrevious() throws IOException {
    cluster.kubectl().runWithInput(Files.readString(PREVIOUS), "replace", "-f", "-").orThrow();
  }

  @AfterEach
  void installThisVersion() {
    cluster.installCrds();
  }

  @Test
  void migratesAndReports() {
    secret();
    migration();
    await(
        "the resource without scripts has a status",
        resource ->
            resource
                .getStatus()
                .observedGeneration()
                .equals(resource.getMetadata().getGeneration()));
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    awaitReady("1");

    scripts(
        Map.of(
            "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "V2__note.sql", "ALTER TABLE orders ADD COLUMN note text;"));
    awaitReady("2");

    assertThat(status().observedUid()).isNull();
    assertThat(status().history()).hasSize(2);
    assertThat(jobs()).hasSize(2);
  }
}

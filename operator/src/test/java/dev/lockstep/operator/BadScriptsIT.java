package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.schema.Failure;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// All errors in scripts are reported at once, and nothing of the set runs.
final class BadScriptsIT extends OperatorScenario {
  private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);";
  private static final String BROKEN =
      """
      -- adds what orders needs
      ALTER TABLE orders ADD COLUMN note text;

      ALTER TABLE orders
        ADD COLUMN total numeric;

      /* the next statement
         is wrong */


      -- here

      ALTER TABLE orders
        ADD COLUMN customer bigint REFERENCES customers (id);
      """;

  @Test
  void scriptWithAnErrorInStatement3Line14() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS, "V2__broken.sql", BROKEN));
    migration();

    awaitReason("ScriptFailed");

    Failure failure = Objects.requireNonNull(Objects.requireNonNull(status().lastRun()).failure());
    assertThat(failure.script()).isEqualTo("V2__broken.sql");
    assertThat(failure.statement()).isEqualTo(3);
    assertThat(failure.line()).isIn(13, 14);
    assertThat(failure.sqlState()).isEqualTo("42P01");
    assertThat(message()).contains("V2__broken.sql").contains("42P01").contains("customers");
    assertThat(condition(Conditions.STALLED)).isPresent();
    assertThat(status().version()).isEqualTo("1");
    assertThat(status().pendingCount()).isEqualTo(1);
    assertThat(columns()).doesNotContain("note", "total");
    assertThat(status().nextRetryAt()).isNull();

    scripts(
        Map.of("V1__orders.sql", ORDERS, "V2__broken.sql", BROKEN.replace("customers", "orders")));

    awaitReady("2");
    assertThat(columns()).contains("note", "total", "customer");
  }

  @Test
  void appliedScriptWasEdited() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration();
    awaitReady("1");

    scripts(Map.of("V1__orders.sql", ORDERS + " SELECT 1;", "V2__x.sql", "CREATE TABLE x ();"));

    awaitReason("ChecksumMismatch");
    assertThat(message()).contains("V1__orders.sql").containsPattern("[0-9a-f]{12}.*[0-9a-f]{12}");
    assertThat(condition(Conditions.STALLED)).isPresent();
    assertThat(database.value("SELECT to_regclass('x')::text")).isNull();
  }

  @Test
  void duplicateVersionsAMixedSetAnUnknownFileBytesThatAreNotUtf8() {
    secret();
    byte[] latin1 = {'S', 'E', 'L', 'E', 'C', 'T', ' ', '\'', (byte) 0xE4, '\'', ';'};
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(SCRIPTS)
            .withNamespace(namespace)
            .endMetadata()
            .addToData("V1__a.sql", "SELECT 1;")
            .addToData("V01__b.sql", "SELECT 1;")
            .addToData("003_c.sql", "SELECT 1;")
            .addToData("notes.txt", "hello")
            .addToBinaryData("V4__d.sql", Base64.getEncoder().encodeToString(latin1))
            .build();
    client.resource(configMap).create();
    migration();

    awaitReason("ScriptsRefused");

    assertThat(message())
        .contains("V1__a.sql")
        .contains("V01__b.sql")
        .contains("003_c.sql")
        .contains("notes.txt")
        .contains("V4__d.sql")
        .contains("8");
    assertThat(condition(Conditions.STALLED)).isPresent();
    assertThat(database.value("SELECT to_regclass('migration_history')::text")).isNull();
  }

  @Test
  void appliedScriptIsGoneFromTheConfigMap() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS, "V2__x.sql", "CREATE TABLE x ();"));
    migration();
    awaitReady("2");

    scripts(Map.of("V1__orders.sql", ORDERS));

    awaitReason("UnknownApplied");
    assertThat(message()).contains("V2__x.sql");
    assertThat(condition(Conditions.STALLED)).isPresent();
  }

  private List<@Nullable String> columns() {
    return database.column(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0");
  }
}

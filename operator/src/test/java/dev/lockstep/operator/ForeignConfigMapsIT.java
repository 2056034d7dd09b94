package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Most ConfigMaps of a cluster are unrelated to Lockstep, and the operator watches all of them.
final class ForeignConfigMapsIT extends OperatorScenario {
  private static final int COUNT = 120;
  private static final int SIZE = 1_000_000;

  @Test
  void startsInAHeapThatTheirBodiesDoNotFit() {
    operator().kill();
    for (int i = 0; i < COUNT; i++) {
      foreign("foreign-" + i);
    }

    try (var operator =
        OperatorProcess.startWithHeap(
            "96m", cluster, "small", access.account(cluster), "--leader-election=false")) {
      secret();
      scripts(Map.of("V1__one.sql", "CREATE TABLE one (id int);"));
      migration();

      awaitReady("1");

      assertThat(operator.isAlive()).isTrue();
    }
  }

  private void foreign(String name) {
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withData(Map.of("body", "x".repeat(SIZE)))
            .build();
    client.resource(configMap).create();
  }
}

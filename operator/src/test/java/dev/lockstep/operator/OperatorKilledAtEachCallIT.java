package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.operator.ForgingProxy.Fate;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An operator is killed at each of the writes that it makes for a run: no later request of it
/// reaches the API server. Another operator continues where it stopped.
final class OperatorKilledAtEachCallIT extends OperatorScenario {
  /// A limit that exceeds the number of writes of a run.
  private static final int MOST = 40;

  @Override
  boolean startsOperator() {
    return false;
  }

  /// @param fate whether the last write is lost, or only its response
  @ParameterizedTest
  @EnumSource
  void theNextOneGoesOn(Fate fate) {
    secret();
    var files = new TreeMap<String, String>();
    int call = 1;
    boolean killed = true;
    while (killed) {
      assertThat(call).as("a run takes no end").isLessThan(MOST);
      files.put("V%d__t.sql".formatted(call), "CREATE TABLE t%d (id int);".formatted(call));
      killed = killedAt(call, fate, files);
      if (killed) {
        runWith(new ForgingProxy(access.account(cluster).getConfiguration()), call);
      }
      call++;
    }

    assertThat(call).as("an operator makes some writes for a run").isGreaterThan(4);
    assertThat(
            database.column(
                "SELECT migration_name FROM migration_attempts GROUP BY 1 HAVING count(*) <> 1"))
        .as("scripts that were tried more than once")
        .isEmpty();
    assertThat(database.value("SELECT count(*) FROM migration_attempts"))
        .isEqualTo(Integer.toString(files.size()));
  }

  // O8
  @Test
  void oneWhoseClockIsAheadVerifies() {
    secret();
    scripts(Map.of("V1__t.sql", "CREATE TABLE t (id int);"));
    migration("verify: {every: 30s}");
    var ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(60));
    try (var operator = operator(access.account(cluster), ahead)) {
      operator.start();
      awaitReady("1");
      String first = status().lastVerifiedAt();

      await(
          "a verification has ended",
          one -> !Objects.equals(first, one.getStatus().lastVerifiedAt()));
    }
  }

  /// Starts an operator on the files and kills it at a write.
  ///
  /// @return whether the run made so many writes
  private boolean killedAt(int call, Fate fate, Map<String, String> files) {
    try (var proxy = new ForgingProxy(access.account(cluster).getConfiguration())) {
      proxy.cutAtWrite(call, fate);
      try (var through = new KubernetesClientBuilder().withConfig(proxy.config()).build();
          var operator = operator(through)) {
        operator.start();
        scripts(files);
        if (call == 1) {
          migration();
        }
        Await.until(
            "the operator is cut off, or done",
            PATIENCE,
            () -> proxy.isCut() || isReadyAt(Integer.toString(call)));
        return proxy.isCut();
      }
    }
  }

  private void runWith(ForgingProxy proxy, int version) {
    try (proxy;
        var through = new KubernetesClientBuilder().withConfig(proxy.config()).build();
        var operator = operator(through)) {
      operator.start();
      awaitReady(Integer.toString(version));
    }
  }

  private boolean isReadyAt(String version) {
    return version.equals(status().version()) && reason().equals("InStep");
  }

  private LockstepOperator operator(KubernetesClient through) {
    return operator(through, Clock.systemUTC());
  }

  private LockstepOperator operator(KubernetesClient through, Clock clock) {
    var config =
        new OperatorConfig(
            Set.of(namespace),
            new JobSettingsDefaults(OperatorProcess.JOB_IMAGE, List.of(), JobSettings.NONE),
            new OperatorConfig.Metrics(0, Optional.empty(), OperatorConfig.Access.NONE),
            0,
            Optional.empty());
    return new LockstepOperator(config, through, clock);
  }
}

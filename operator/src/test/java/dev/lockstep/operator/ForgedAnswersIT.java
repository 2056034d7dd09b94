package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.operator.ForgingProxy.Fate;
import dev.lockstep.operator.ForgingProxy.Request;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The operator's reaction to rare responses: a proxy in front of the real API server forges them.
@SuppressWarnings("NullAway.Init")
final class ForgedAnswersIT extends OperatorScenario {
  private static final Map<String, String> ONE = Map.of("V1__a.sql", "CREATE TABLE a (id int);");
  private static final Map<String, String> TWO =
      Map.of("V1__a.sql", "CREATE TABLE a (id int);", "V2__b.sql", "CREATE TABLE b (id int);");

  private ForgingProxy proxy;
  private KubernetesClient through;
  private LockstepOperator forged;

  @Override
  boolean startsOperator() {
    return false;
  }

  @BeforeEach
  void startBehindTheProxy() {
    proxy = new ForgingProxy(access.account(cluster).getConfiguration());
    through = new KubernetesClientBuilder().withConfig(proxy.config()).build();
    var config =
        new OperatorConfig(
            Set.of(namespace),
            new JobSettingsDefaults(OperatorProcess.JOB_IMAGE, List.of(), JobSettings.NONE),
            new OperatorConfig.Metrics(0, Optional.empty(), OperatorConfig.Access.NONE),
            0,
            Optional.empty());
    forged = new LockstepOperator(config, through, Clock.systemUTC());
    forged.start();
    secret();
  }

  @AfterEach
  void stop() {
    forged.close();
    through.close();
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 500})
  void aJobWhoseCreationWasAnsweredWithAnErrorIsAdopted(int code) {
    proxy.forge(Request::createsAJob, 1, Fate.CARRIED_OUT, code);
    scripts(TWO);
    migration();

    awaitReady("2");

    assertThat(proxy.forged()).hasSize(1);
    assertOneAttempt();
  }

  @ParameterizedTest
  @CsvSource({"409, KEPT_BACK", "429, KEPT_BACK", "500, KEPT_BACK", "500, CARRIED_OUT"})
  void aStatusThatCannotBeWrittenIsWrittenLater(int code, Fate fate) {
    proxy.forge(Request::writesAStatus, 2, fate, code);
    scripts(TWO);
    migration();

    awaitReady("2");

    assertThat(proxy.forged()).hasSize(2);
    assertOneAttempt();
  }

  @Test
  void aJobThatCannotBeMadeIsToldOfInTheWordsOfTheApiServerAndMadeLater() {
    proxy.forge(Request::createsAJob, 3, Fate.KEPT_BACK, 500);
    scripts(TWO);
    migration();

    awaitReady("2");

    assertThat(recorder.reasonsUpTo(NAME, "InStep"))
        .startsWith("PodNotCreated")
        .doesNotContain("ReconcileError");
    assertOneAttempt();
  }

  @Test
  void twoFailuresToMakeAJobAreNotWorthAWord() {
    proxy.forge(Request::createsAJob, 2, Fate.KEPT_BACK, 500);
    scripts(TWO);
    migration();

    awaitReady("2");

    assertThat(recorder.reasonsUpTo(NAME, "InStep"))
        .doesNotContain("PodNotCreated", "ReconcileError");
    assertOneAttempt();
  }

  @Test
  void aDroppedWatchIsTakenUpAgain() {
    scripts(ONE);
    migration();
    awaitReady("1");

    proxy.dropWatches();
    scripts(TWO);

    awaitReady("2");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void anExpiredWatchIsListedAgainAlsoWhenTheListHasExpired() {
    scripts(ONE);
    migration();
    awaitReady("1");
    long lists = proxy.count(request -> request.isList("configmaps"));

    for (String resource : List.of("configmaps", "jobs", "pods", "schemamigrations")) {
      proxy.forge(request -> request.isList(resource), 1, Fate.KEPT_BACK, 410);
    }
    proxy.expireWatches();
    scripts(TWO);

    awaitReady("2");
    Await.until(
        "every list was refused once and asked again",
        PATIENCE,
        () ->
            proxy.forged().size() == 4
                && proxy.count(request -> request.isList("configmaps")) >= lists + 2);
    assertThat(jobs()).hasSize(2);
  }

  /// The server confirms the deletion of the first Job, but the watch never delivers it.
  @Test
  void aJobThatTheCacheStillHoldsIsDeletedOnce() {
    proxy.forge(Request::deletesAJob, 1, Fate.KEPT_BACK, 200);
    var files = new TreeMap<String, String>();
    for (int version = 1; version <= 5; version++) {
      files.put("V%d__t.sql".formatted(version), "CREATE TABLE t%d (id int);".formatted(version));
      scripts(files);
      if (version == 1) {
        migration();
      }
      awaitReady(Integer.toString(version));
    }
    Await.until(
        "the second Job is deleted, too", PATIENCE, () -> proxy.count(Request::deletesAJob) > 1);

    String first = proxy.forged().getFirst().path();
    assertThat(proxy.count(request -> request.deletesAJob() && request.path().equals(first)))
        .isEqualTo(1);
  }

  private void assertOneAttempt() {
    assertThat(jobs()).hasSize(1);
    assertThat(status().lastRun()).isNotNull();
    assertThat(database.column("SELECT migration_name FROM migration_attempts ORDER BY created_at"))
        .containsExactly("V1__a.sql", "V2__b.sql");
  }
}

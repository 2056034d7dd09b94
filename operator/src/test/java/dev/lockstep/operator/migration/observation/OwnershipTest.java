package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// B7
final class OwnershipTest {
  private static final String OURS =
      "{apiVersion: lockstep.dev/v1alpha1, kind: SchemaMigration, name: orders, uid: u1, controller: true}";
  private static final String OF_THE_JOB =
      "{apiVersion: batch/v1, kind: Job, name: orders-1, uid: j1, controller: true}";
  private static final String LABELS =
      "batch.kubernetes.io/controller-uid: j1, lockstep.dev/purpose: migrate";
  private static final String IMAGE = "registry.test/lockstep:1";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        OURS + " | true",
        "{kind: ConfigMap, apiVersion: v1, name: x, uid: c}, " + OURS + " | true",
        "'' | false",
        "{apiVersion: lockstep.dev/v1alpha1, kind: SchemaMigration, name: orders, uid: u1} | false",
        "{apiVersion: lockstep.dev/v1alpha1, kind: SchemaMigration, name: orders, uid: u1, controller: false} | false",
        "{apiVersion: lockstep.dev/v1alpha1, kind: SchemaMigration, name: orders, uid: u0, controller: true} | false",
        "{apiVersion: evil.dev/v1, kind: SchemaMigration, name: orders, uid: u1, controller: true} | false",
        "{apiVersion: lockstep.dev/v1alpha1, kind: Other, name: orders, uid: u1, controller: true} | false",
        "{apiVersion: lockstep.dev/v1alpha1, kind: SchemaMigration, name: orders, uid: u1}, {apiVersion: v1, kind: ConfigMap, name: x, uid: c, controller: true} | false"
      })
  void aJobIsItsControllersAndNobodyElses(String owners, boolean ours) {
    assertThat(Ownership.controls(resource(), job(owners))).isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        LABELS + " | " + OF_THE_JOB + " | true",
        LABELS + " | {apiVersion: batch/v1, kind: Job, name: orders-1, uid: j1} | false",
        LABELS
            + " | {apiVersion: batch/v1, kind: Job, name: orders-1, uid: j0, controller: true} | false",
        LABELS
            + " | {apiVersion: batch/v1, kind: Other, name: orders-1, uid: j1, controller: true} | false",
        LABELS + " | '' | false",
        "lockstep.dev/purpose: migrate | " + OF_THE_JOB + " | false",
        "batch.kubernetes.io/controller-uid: j0, lockstep.dev/purpose: migrate | "
            + OF_THE_JOB
            + " | false",
        "batch.kubernetes.io/controller-uid: j1 | " + OF_THE_JOB + " | false",
        "batch.kubernetes.io/controller-uid: j1, lockstep.dev/purpose: verify | "
            + OF_THE_JOB
            + " | false"
      })
  void aPodIsTheJobsWhenTheJobControllerMadeItOfItsTemplate(
      String labels, String owners, boolean ours) {
    assertThat(Ownership.controls(job(OURS), pod("p", labels, owners, "lockstep", IMAGE, 1)))
        .isEqualTo(ours);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lockstep | registry.test/lockstep:1             | ''",
        "lockstep | registry.test/lockstep:1@sha256:00   | ''",
        "lockstep | registry.test/forger:1               | runs the image registry.test/forger:1 and its Job asks for the image registry.test/lockstep:1",
        "other    | registry.test/lockstep:1             | has no container called lockstep and its Job asks for the image registry.test/lockstep:1"
      })
  void aPodThatRunsSomethingElseIsDoubted(String container, String image, String message) {
    assertThat(
            Ownership.doubt(job(OURS), pod("p", LABELS, OF_THE_JOB, container, image, 1))
                .orElse(""))
        .contains(message)
        .matches(sentence -> sentence.isEmpty() == message.isEmpty());
  }

  @Test
  void ofSeveralPodsOneThatRunsWhatTheJobAsksForGoesBeforeANewerOneThatDoesNot() {
    Pod real = pod("real", LABELS, OF_THE_JOB, "lockstep", IMAGE, 1);
    Pod forged = pod("forged", LABELS, OF_THE_JOB, "lockstep", "registry.test/forger", 2);
    Pod foreign = pod("foreign", LABELS, "", "lockstep", IMAGE, 3);

    assertThat(Ownership.newest(job(OURS), Stream.of(foreign, forged, real))).hasValue(real);
    assertThat(Ownership.newest(job(OURS), Stream.of(foreign, forged))).hasValue(forged);
    assertThat(Ownership.newest(job(OURS), Stream.of(foreign))).isEmpty();
  }

  @Test
  void whoControlsAnObjectIsSaidInWords() {
    assertThat(Ownership.controllerOf(job(OURS)))
        .isEqualTo("is controlled by the SchemaMigration orders");
    assertThat(Ownership.controllerOf(job(""))).isEqualTo("has no controller");
  }

  private static SchemaMigration resource() {
    return Serialization.unmarshal(
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: orders, namespace: shop, uid: u1}
        """,
        SchemaMigration.class);
  }

  private static Job job(String owners) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders-1, uid: j1, labels: {lockstep.dev/purpose: migrate}, ownerReferences: [%s]}
        spec: {template: {spec: {containers: [{name: lockstep, image: "%s"}]}}}
        """
            .formatted(owners, IMAGE),
        Job.class);
  }

  private static Pod pod(
      String name, String labels, String owners, String container, String image, int second) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, labels: {%s}, ownerReferences: [%s], creationTimestamp: "2026-01-01T12:00:0%dZ"}
        spec: {containers: [{name: %s, image: "%s"}, {name: lockstep-proxy, image: "injected:1"}]}
        """
            .formatted(name, labels, owners, second, container, image),
        Pod.class);
  }
}

package dev.lockstep.operator.migration.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UndeclaredFieldsTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void areReadFromTheRefusal() {
    var refusal =
        new KubernetesClientException(
            """
            failed to create typed patch object (a/b; lockstep.dev/v1alpha1, Kind=SchemaMigration): errors:
              .status.observedUid: field not declared in schema
              .status.lastRun.retry: field not declared in schema
              .status.history[0].note: field not declared in schema""");

    assertThat(UndeclaredFields.in(refusal).paths())
        .containsExactly("status.observedUid", "status.lastRun.retry");
    assertThat(UndeclaredFields.in(new KubernetesClientException("conflict")).paths()).isEmpty();
  }

  @Test
  void areRemovedAndNothingElse() {
    SchemaMigration resource =
        resource("{observedUid: u, version: '2', lastRun: {job: j, retry: r}}");

    assertThat(
            new UndeclaredFields(List.of("status.observedUid", "status.lastRun.retry"))
                .removedFrom(resource, serialization)
                .orElseThrow()
                .getStatus())
        .isEqualTo(resource("{version: '2', lastRun: {job: j}}").getStatus());
  }

  @Test
  void thatTheResourceLacksLeaveNothingToRemove() {
    SchemaMigration resource = resource("{version: '2'}");

    assertThat(
            new UndeclaredFields(List.of("status.observedUid", "status.lastRun.retry"))
                .removedFrom(resource, serialization))
        .isEmpty();
    assertThat(UndeclaredFields.NONE.removedFrom(resource, serialization)).isEmpty();
  }

  private SchemaMigration resource(String status) {
    return serialization.unmarshal(
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: b, namespace: a}
        status: %s
        """
            .formatted(status),
        SchemaMigration.class);
  }
}

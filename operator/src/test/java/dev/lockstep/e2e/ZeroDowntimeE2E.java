package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.example.ExampleVariant;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example through expand, deploy and contract in one commit: the release that reads the flag
/// `shipped` makes room for the one that reads the status, and nobody who calls the service
/// notices.
final class ZeroDowntimeE2E extends NodeScenario {
  private static final Pattern CALLS = Pattern.compile("calls=(\\d+) failures=(\\d+)");

  /// The first release, which version 4 would break, on the schema that it knows.
  private static final String FIRST =
      """
        - target: {kind: SchemaMigration}
          patch: '[{"op": "add", "path": "/spec/target", "value": "2"}]'
        - target: {kind: Deployment}
          patch: |
            - op: replace
              path: /spec/template/metadata/annotations/lockstep.dev~1requires
              value: orders >=2 <4
            - {op: add, path: /spec/template/spec/containers/0/env, value: [{name: RELEASE, value: "1"}]}
      """;

  private static final String SECOND =
      """
        - target: {kind: Deployment}
          patch: |
            - {op: add, path: /spec/template/spec/containers/0/env, value: [{name: RELEASE, value: "2"}]}
      """;

  @Test
  void nobodyNoticesExpandDeployAndContract(@TempDir Path folder) throws IOException {
    apply(folder, FIRST);
    awaitReady("2");
    awaitPods("1");
    platform.apply(namespace, "service/client.yaml");
    Await.until("calls of the first release", PATIENCE, () -> calls() > 50);

    apply(folder, SECOND);
    Await.until("calls of the second release", PATIENCE, () -> log().contains("release 2"));
    awaitReady("4");
    awaitPods("2");
    long before = calls();
    Await.until("further calls", PATIENCE, () -> calls() > before + 100);

    assertThat(log()).doesNotContain("FAILED");
    assertThat(numbers().group(2)).isEqualTo("0");
    assertThat(applied()).hasSize(4);
    assertThat(
            database.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'shipped'"))
        .as("the contract script was applied while the service was called")
        .isEmpty();
  }

  private void apply(Path folder, String patches) throws IOException {
    Path ours = Checkout.root().resolve("operator/src/test/resources/e2e/service");
    for (String file : List.of("server.py", "client.py", "deployment.yaml")) {
      Files.writeString(folder.resolve(file), Files.readString(ours.resolve(file)));
    }
    ExampleVariant.BASE.writeTo(
        folder, namespace, new TestDatabase(databaseHost, 5432, "orders", "orders", "secret"));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        configMapGenerator:
          - name: orders-service
            files: [server.py, client.py]
            options: {disableNameSuffixHash: true}
        patches:
          - path: deployment.yaml
        %s"""
            .formatted(patches),
        StandardOpenOption.APPEND);
    kubectl("apply", "-k", folder.toString());
  }

  /// Waits until all pods of the service are Ready and of one release.
  private void awaitPods(String release) {
    Await.until(
        "two Ready pods of release " + release,
        PATIENCE,
        () -> {
          List<Pod> pods =
              client
                  .pods()
                  .inNamespace(namespace)
                  .withLabel("app.kubernetes.io/name", "orders")
                  .list()
                  .getItems();
          return pods.size() == 2
              && pods.stream().allMatch(pod -> client.resource(pod).isReady())
              && pods.stream()
                  .flatMap(pod -> pod.getSpec().getContainers().getFirst().getEnv().stream())
                  .allMatch(env -> env.getValue().equals(release));
        });
  }

  private long calls() {
    return Long.parseLong(numbers().group(1));
  }

  private MatchResult numbers() {
    return CALLS
        .matcher("calls=0 failures=0\n" + log())
        .results()
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private String log() {
    return cluster.kubectl().run("-n", namespace, "logs", "client").output();
  }
}

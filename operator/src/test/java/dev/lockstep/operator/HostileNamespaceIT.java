package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.SlimClients;
import dev.lockstep.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A hostile namespace and a hostile client, against an operator with the heap that the chart
/// configures: half of its memory limit of 384Mi.
final class HostileNamespaceIT extends OperatorScenario {
  private static final String HEAP = "192m";

  @Override
  boolean startsOperator() {
    return false;
  }

  // B3, B4, B5
  @Test
  void neitherEndsTheOperatorNorKeepsItFromServingOthers() throws Exception {
    operator().kill();
    try (var operator =
        OperatorProcess.startWithHeap(
            HEAP, cluster, "hostile", access.account(cluster), "--leader-election=false")) {
      secret();
      scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));
      migration();
      awaitReady("1");

      HostileObjects.make(client, hostile());
      apply(
          """
          apiVersion: lockstep.dev/v1alpha1
          kind: SchemaMigration
          metadata: {name: all, namespace: %s}
          spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: many-0}, {name: many-1}]}}
          """
              .formatted(hostile()));
      List<Socket> slow = slowClients(operator);

      awaitServed(operator, "2");
      operator.kill();
      operator.restart();
      awaitServed(operator, "3");

      Await.until(
          "the set is refused",
          PATIENCE,
          () ->
              cluster
                  .kubectl()
                  .run("get", "smig", "all", "-n", hostile(), "-o", "yaml")
                  .output()
                  .contains("30,000 files of ConfigMap many-0 there are 30,000"));
      assertThat(operator.isAlive()).isTrue();
      assertThat(operator.log()).doesNotContain("OutOfMemoryError");
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /// The API server sends only metadata to the operator's watch of ConfigMaps.
  @Test
  void asksForTheMetadataOfConfigMapsAlone() {
    scripts(Map.of("V1__a.sql", "SELECT 'a text'"));
    try (var clients = SlimClients.of(access.account(cluster).getConfiguration())) {
      assertThat(clients.metadata().raw("/api/v1/namespaces/%s/configmaps".formatted(namespace)))
          .contains("PartialObjectMetadataList", SCRIPTS)
          .doesNotContain("a text");
    }
  }

  @AfterEach
  void removeTheNamespace() {
    client.namespaces().withName(hostile()).delete();
  }

  private String hostile() {
    return namespace + "-hostile";
  }

  private void awaitServed(OperatorProcess operator, String version) {
    var files = new HashMap<String, String>();
    for (int i = 1; i <= Integer.parseInt(version); i++) {
      files.put("V%d__a.sql".formatted(i), "CREATE TABLE t%d (id int);".formatted(i));
    }
    files.put("V1__a.sql", "CREATE TABLE a (id int);");
    scripts(files);
    awaitReady(version);
    assertThat(operator.status("/healthz")).isEqualTo(200);
    long begin = System.nanoTime();
    String metrics = operator.get("/metrics");
    assertThat((System.nanoTime() - begin) / 1_000_000_000.0).isLessThan(10);
    assertThat(metrics)
        .contains(
            "lockstep_schemamigration_ready{name=\"orders\",namespace=\"%s\"} 1.0"
                .formatted(namespace))
        .doesNotContain("name=\"n1\"")
        .hasSizeLessThan(500_000);
  }

  /// Requests that never end.
  private static List<Socket> slowClients(OperatorProcess operator) throws IOException {
    var slow = new ArrayList<Socket>();
    byte[] begin =
        ("GET /metrics HTTP/1.1\r\nX-" + "a".repeat(4000)).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2 * HttpListener.MOST; i++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), operator.port());
      socket.getOutputStream().write(begin);
      slow.add(socket);
    }
    return slow;
  }
}

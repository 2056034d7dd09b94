package dev.lockstep.kube;

import static dev.lockstep.kube.ProbeJob.condition;
import static dev.lockstep.kube.ProbeJob.spec;
import static dev.lockstep.kube.ProbeJob.waitingReason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@KubernetesTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PodContentsTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final ProcessNode node;

  PodContentsTest(KubeCluster cluster) {
    this.node = ProbeJob.startNode(cluster);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void volumesAndEnvironmentAreThoseOfThePod(TestNamespace namespace) throws IOException {
    var job = new ProbeJob(node, namespace);
    createConfigMap(namespace, "scripts", Map.of("V1__a.sql", "SELECT 1"));
    createSecret(namespace, Map.of("password", "hush", "user", "me"));
    var spec =
        new PodSpecBuilder(
                spec(
                    "list=/scripts/one",
                    "cat=/scripts/one/V1__a.sql",
                    "cat=/secret/pw",
                    "list=/none",
                    "cat=/info/labels",
                    "env=NAME",
                    "env=WHERE",
                    "env=S_user",
                    "print=$(NAME) at host/scripts",
                    "environment"))
            .addNewVolume()
            .withName("s")
            .withNewConfigMap()
            .withName("scripts")
            .endConfigMap()
            .endVolume()
            .addNewVolume()
            .withName("p")
            .withNewSecret()
            .withSecretName("login")
            .addNewItem("password", null, "pw")
            .endSecret()
            .endVolume()
            .addNewVolume()
            .withName("n")
            .withNewSecret()
            .withSecretName("absent")
            .withOptional(true)
            .endSecret()
            .endVolume()
            .addNewVolume()
            .withName("i")
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("labels")
            .withNewFieldRef()
            .withFieldPath("metadata.namespace")
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("s")
            .withMountPath("/scripts/one")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("p")
            .withMountPath("/secret")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("n")
            .withMountPath("/none")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("i")
            .withMountPath("/info")
            .endVolumeMount()
            .addNewEnvFrom()
            .withPrefix("S_")
            .withNewSecretRef("login", false)
            .endEnvFrom()
            .addNewEnv()
            .withName("NAME")
            .withNewValueFrom()
            .withNewSecretKeyRef("user", "login", false)
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("WHERE")
            .withValue("/scripts/one")
            .endEnv()
            .endContainer()
            .build();
    job.run(spec);

    job.awaitJob(it -> condition(it, "Complete"));

    var lines = job.log(job.pod()).lines().toList();
    assertThat(lines)
        .startsWith(
            "file ..2026_01_01_00_00_00.000000001",
            "file ..data",
            "file V1__a.sql",
            "SELECT 1",
            "hush",
            namespace.name(),
            "NAME=me")
        .contains("S_user=me", "me at host/scripts")
        .anyMatch(line -> line.startsWith("WHERE=") && line.endsWith("/root/scripts/one"))
        .noneMatch(line -> line.startsWith("PG") || line.startsWith("JAVA_"));
  }

  @Test
  void aPodWithoutItsConfigMapWaitsForIt(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(
        new PodSpecBuilder(spec("exit=0"))
            .addNewVolume()
            .withName("s")
            .withNewConfigMap()
            .withName("late")
            .endConfigMap()
            .endVolume()
            .build());
    Await.until("FailedMount", LIMIT, () -> events(namespace).anyMatch(this::namesTheConfigMap));
    assertThat(waitingReason(job.pod())).isEqualTo("ContainerCreating");

    createConfigMap(namespace, "late", Map.of());

    job.awaitJob(it -> condition(it, "Complete"));
  }

  @Test
  void aPodWithoutAVariablesSecretWaitsForIt(TestNamespace namespace) {
    var job = new ProbeJob(node, namespace);
    job.run(
        new PodSpecBuilder(spec("exit=0"))
            .editFirstContainer()
            .addNewEnv()
            .withName("P")
            .withNewValueFrom()
            .withNewSecretKeyRef("password", "login", false)
            .endValueFrom()
            .endEnv()
            .endContainer()
            .build());
    job.awaitPod(pod -> "CreateContainerConfigError".equals(waitingReason(pod)));

    createSecret(namespace, Map.of("password", "hush"));

    job.awaitJob(it -> condition(it, "Complete"));
  }

  private static Stream<Event> events(TestNamespace namespace) {
    return namespace.client().v1().events().list().getItems().stream();
  }

  private boolean namesTheConfigMap(Event event) {
    return event.getReason().equals("FailedMount")
        && event
            .getMessage()
            .equals("MountVolume.SetUp failed for volume \"s\" : configmap \"late\" not found");
  }

  private static void createConfigMap(
      TestNamespace namespace, String name, Map<String, String> data) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(data)
            .build();
    namespace.client().configMaps().resource(map).create();
  }

  private static void createSecret(TestNamespace namespace, Map<String, String> data) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("login")
            .endMetadata()
            .withStringData(data)
            .build();
    namespace.client().secrets().resource(secret).create();
  }
}

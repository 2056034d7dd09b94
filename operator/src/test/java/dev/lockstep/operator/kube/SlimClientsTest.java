package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.schema.Requirements;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SlimClientsTest {
  private static final String METADATA =
      """
      {"name":"orders-1","namespace":"shop","uid":"u-1","resourceVersion":"7","generation":3,
       "creationTimestamp":"2026-01-01T12:00:00Z","deletionTimestamp":"2026-01-01T12:30:00Z",
       "labels":{"lockstep.dev/gated":"true","pod-template-hash":"abc","team":"x","lockstep.dev/schemamigration":"orders"},
       "annotations":{"lockstep.dev/requires":"orders >=7","lockstep.dev/retry":"1","lockstep.dev/other":"x","kubectl.kubernetes.io/last-applied-configuration":"{}"},
       "finalizers":["x.example.com/y"],
       "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"orders-abc","uid":"r","controller":true},
                          {"apiVersion":"v1","kind":"ConfigMap","name":"more","uid":"c"}],
       "managedFields":[{"manager":"kubectl","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{},"f:b":{}}}}]}
      """;

  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod","metadata":%s,
       "spec":{"schedulingGates":[{"name":"other.example.com/gate"},{"name":"lockstep.dev/schema"}],
               "containers":[{"name":"app","image":"app","env":[{"name":"PASSWORD","value":"secret"}]},{"name":"lockstep","image":"registry/lockstep:1","args":["migrate"]}],
               "volumes":[{"name":"data","emptyDir":{}}]},
       "status":{"phase":"Pending","hostIP":"10.0.0.1","message":"m",
                 "conditions":[{"type":"PodScheduled","status":"False","message":"no node"},{"type":"Ready","status":"False"}],
                 "containerStatuses":[{"name":"lockstep","image":"registry/lockstep:1","imageID":"sha256:1","state":{"terminated":{"exitCode":0,"message":"report"}},"lastState":{"waiting":{"reason":"x"}}}]}}
      """;

  private static final String MIGRATION =
      """
      {"apiVersion":"lockstep.dev/v1alpha1","kind":"SchemaMigration","metadata":%s,
       "spec":{"database":{"secretRef":{"name":"db"}},"scripts":{"configMaps":[{"name":"a"}]}},
       "status":{"observedGeneration":3,"version":"7"}}
      """;

  private static final String JOB =
      """
      {"apiVersion":"batch/v1","kind":"Job","metadata":%s,
       "spec":{"suspend":true,"backoffLimit":0,"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"lockstep","image":"registry/lockstep:1","args":["migrate"]}]}}},
       "status":{"active":1,"conditions":[{"type":"Failed","status":"True","reason":"DeadlineExceeded","lastTransitionTime":"2026-01-01T12:00:00Z"},{"type":"Other","status":"True"}]}}
      """;

  private final KubernetesSerialization reading = SlimClients.serialization();

  private static final String CONFIG_MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap","metadata":%s}
      """;

  private static Stream<Arguments> watched() {
    return Stream.of(
        Arguments.of(POD, Pod.class),
        Arguments.of(JOB, Job.class),
        Arguments.of(MIGRATION, SchemaMigration.class),
        Arguments.of(CONFIG_MAP, ConfigMapMetadata.class));
  }

  /// As in a bookmark of a watch, which the API server sends as an object without content. An
  /// exception would end the watch, and with it the operator.
  @ParameterizedTest
  @MethodSource("watched")
  void readsAnObjectOfWhichAnythingIsNull(String json, Class<? extends HasMetadata> type)
      throws JsonProcessingException {
    JsonNode whole = new ObjectMapper().readTree(json.formatted(METADATA));
    var pointers = new ArrayList<String>();
    collect(whole, "", pointers);
    for (String pointer : pointers) {
      JsonNode copy = whole.deepCopy();
      int last = pointer.lastIndexOf('/');
      JsonNode parent = copy.at(pointer.substring(0, last));
      String name = pointer.substring(last + 1).replace("~1", "/").replace("~0", "~");
      switch (parent) {
        case ObjectNode object -> object.putNull(name);
        case ArrayNode array -> array.setNull(Integer.parseInt(name));
        default -> throw new IllegalStateException(pointer);
      }
      assertThatCode(() -> reading.unmarshal(copy.toString(), type))
          .as(pointer)
          .doesNotThrowAnyException();
    }
  }

  private static void collect(JsonNode node, String pointer, List<String> pointers) {
    node.properties()
        .forEach(
            field -> {
              String name = field.getKey().replace("~", "~0").replace("/", "~1");
              pointers.add(pointer + "/" + name);
              collect(field.getValue(), pointer + "/" + name, pointers);
            });
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        pointers.add(pointer + "/" + i);
        collect(node.get(i), pointer + "/" + i, pointers);
      }
    }
    pointers.remove("/kind");
    pointers.remove("/apiVersion");
  }

  @Test
  void keepsOfMetadataWhatIsRead() {
    Pod pod = read(POD, Pod.class);

    assertThat(pod.getMetadata())
        .isEqualTo(
            reading.unmarshal(
                """
                    {"name":"orders-1","namespace":"shop","uid":"u-1","resourceVersion":"7","generation":3,
                     "creationTimestamp":"2026-01-01T12:00:00Z","deletionTimestamp":"2026-01-01T12:30:00Z",
                     "labels":{"lockstep.dev/gated":"true","pod-template-hash":"abc","lockstep.dev/schemamigration":"orders"},
                     "annotations":{"lockstep.dev/requires":"orders >=7","lockstep.dev/retry":"1"},
                     "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"orders-abc","uid":"r","controller":true}]}
                    """,
                ObjectMeta.class));
  }

  @Test
  void keepsOfARunnersPodHowItEnded() {
    Pod pod = read(POD, Pod.class);

    assertThat(GatedPods.gated(pod)).isTrue();
    assertThat(pod.getSpec().getSchedulingGates()).hasSize(1);
    assertThat(pod.getSpec().getVolumes()).isEmpty();
    assertThat(pod.getSpec().getContainers())
        .singleElement()
        .satisfies(one -> assertThat(one.getImage()).isEqualTo("registry/lockstep:1"))
        .satisfies(one -> assertThat(one.getArgs()).isEmpty());
    assertThat(pod.getStatus().getHostIP()).isNull();
    assertThat(pod.getStatus().getConditions()).hasSize(1);
    assertThat(
            pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated()
                .getMessage())
        .isEqualTo("report");
  }

  @Test
  void keepsOfAForeignPodItsPhaseAndItsGate() {
    Pod pod = read(POD, Pod.class, METADATA.replace("schemamigration\"", "other\""));

    assertThat(reading.asJson(pod.getSpec()))
        .isEqualTo("{\"schedulingGates\":[{\"name\":\"lockstep.dev/schema\"}]}");
    assertThat(reading.asJson(pod.getStatus())).isEqualTo("{\"phase\":\"Pending\"}");
  }

  @Test
  void keepsOfAJobHowItStands() {
    Job job = read(JOB, Job.class);

    assertThat(job.getSpec().getSuspend()).isTrue();
    assertThat(job.getSpec().getBackoffLimit()).isNull();
    assertThat(job.getSpec().getTemplate().getSpec().getContainers())
        .singleElement()
        .satisfies(one -> assertThat(one.getImage()).isEqualTo("registry/lockstep:1"));
    assertThat(job.getStatus().getConditions())
        .singleElement()
        .satisfies(one -> assertThat(one.getReason()).isEqualTo("DeadlineExceeded"));
  }

  @Test
  void keepsSpecAndStatusOfAResource() {
    SchemaMigration migration = read(MIGRATION, SchemaMigration.class);

    assertThat(migration.getStatus().version()).isEqualTo("7");
    assertThat(migration.getSpec().scripts().configMaps()).hasSize(1);
    assertThat(migration.getMetadata().getManagedFields()).isEmpty();
    assertThat(migration.getMetadata().getAnnotations()).doesNotContainKey("team");
  }

  @Test
  void keepsTheWordsOfAnEvent() {
    Event event =
        reading.unmarshal(
            "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":%s,\"type\":\"Warning\",\"message\":\"%s\",\"lastTimestamp\":\"2026-01-01T12:00:00Z\"}"
                .formatted(METADATA, "x".repeat(100_000)),
            Event.class);

    assertThat(event.getMessage()).hasSize(4_096);
    assertThat(event.getType()).isEqualTo("Warning");
  }

  /// B4
  @Test
  void aTooLongRequirementIsCutWhereItIsStillSeenToBeTooLong() {
    Pod pod =
        read(POD, Pod.class, METADATA.replace("orders >=7", "orders >=7" + " ".repeat(200_000)));

    assertThat(pod.getMetadata().getAnnotations().get("lockstep.dev/requires"))
        .hasSize(Requirements.MOST_CHARACTERS + 1);
  }

  @Test
  void readsWatchedObjectsAndListsAlike() {
    String json = POD.formatted(METADATA);

    Object watched = reading.unmarshal(json);
    PodList list =
        reading.unmarshal(
            "{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[%s]}".formatted(json),
            PodList.class);

    assertThat(reading.asJson(watched)).isEqualTo(reading.asJson(list.getItems().getFirst()));
    assertThat(watched).isEqualTo(read(POD, Pod.class));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(MIGRATION, SchemaMigration.class, 2),
        Arguments.of(JOB, Job.class, 2),
        Arguments.of(POD, Pod.class, 2));
  }

  /// For an idle resource, 132 of these maps were once kept, most of them for `managedFields`.
  @ParameterizedTest
  @MethodSource("kinds")
  void anObjectHasFewMapsOfItsOwn(String json, Class<? extends HasMetadata> kind, int most)
      throws JMException {
    int count = 2_000;
    read(json, kind);
    long before = linkedMaps();
    var kept = new ArrayList<HasMetadata>();
    for (int i = 0; i < count; i++) {
      kept.add(read(json, kind));
    }

    assertThat((linkedMaps() - before) / (double) kept.size()).isLessThan(most + 0.5);
  }

  private static long linkedMaps() throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .filter(line -> line.contains(" java.util.LinkedHashMap "))
        .map(line -> line.trim().split("\\s+", -1)[1])
        .mapToLong(Long::parseLong)
        .sum();
  }

  @Test
  void keepsOfAConfigMapItsNameItsVersionAndItsLabels() {
    ConfigMapMetadata slim =
        reading.unmarshal(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":%s,\"data\":{\"a\":\"b\"}}"
                .formatted(METADATA),
            ConfigMapMetadata.class);

    assertThat(reading.asJson(slim.getMetadata()))
        .doesNotContain("annotations", "managedFields", "finalizers");
    assertThat(slim.getMetadata().getLabels()).hasSize(4);
    assertThat(slim.mayHave(Map.of("team", "x"))).isTrue();
    assertThat(slim.mayHave(Map.of("team", "y"))).isFalse();
  }

  @Test
  void aConfigMapOfVeryManyLabelsMayHaveAny() {
    var labels = new ArrayList<String>();
    for (int i = 0; i <= SlimMetadata.MOST_LABELS; i++) {
      labels.add("\"l%d\":\"v\"".formatted(i));
    }
    ConfigMapMetadata slim =
        reading.unmarshal(
            "{\"metadata\":{\"name\":\"a\",\"labels\":{%s}}}".formatted(String.join(",", labels)),
            ConfigMapMetadata.class);

    assertThat(slim.getMetadata().getLabels()).hasSize(1);
    assertThat(slim.mayHave(Map.of("team", "y"))).isTrue();
  }

  private <T> T read(String json, Class<T> kind) {
    return read(json, kind, METADATA);
  }

  private <T> T read(String json, Class<T> kind, String metadata) {
    return reading.unmarshal(json.formatted(metadata), kind);
  }
}

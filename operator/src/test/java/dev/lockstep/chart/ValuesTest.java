package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What the chart's users can set.
final class ValuesTest {
  private static final Path README = Chart.FOLDER.resolve("README.md");
  private static final String BEGIN = "<!-- Written from values.schema.json by ValuesTest. -->\n";
  private static final String END = "<!-- The end of what is written by ValuesTest. -->\n";

  /// What a chart that depends on this one hands down.
  private static final Set<String> OF_A_PARENT = Set.of("enabled", "global");

  private static final String EVERY_PART =
      """
      networkPolicy: {restrictEgress: true}
      monitoring: {onlyWhereServed: false, auth: tokenReview, tls: {secretName: lockstep-tls}, serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
      admissionPolicies: {injectGate: v1}
      """;

  @Test
  void everyValueOfTheSchemaIsExplainedByAWholeSentence() {
    assertThat(ValuesSchema.values())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            (path, schema) ->
                assertThat(schema.path("description").asText()).as(path).matches("[A-Z].{15,}[.]"));
  }

  @Test
  void valuesYamlAndTheSchemaHaveTheSameValues() {
    var set = new TreeSet<String>();
    collectSet("", ValuesSchema.defaults(), ValuesSchema.schema(), set);
    var known = new TreeSet<>(ValuesSchema.values().keySet());
    // A parent chart's, and what may stand in a value that is empty by default.
    known.removeAll(OF_A_PARENT);
    known.removeIf(path -> path.startsWith("jobs.defaults."));

    assertThat(set).isEqualTo(known);
  }

  private static void collectSet(String path, JsonNode value, JsonNode schema, Set<String> to) {
    value
        .properties()
        .forEach(
            property -> {
              String child = path + property.getKey();
              JsonNode itsSchema = schema.path("properties").path(property.getKey());
              to.add(child);
              if (itsSchema.has("properties")) {
                collectSet(child + ".", property.getValue(), itsSchema, to);
              }
            });
  }

  @Test
  void noPlaceOfTheSchemaTakesNamesThatItDoesNotKnow() {
    var open = new ArrayList<String>();
    collectOpen("", ValuesSchema.schema(), open);

    // What is left is Kubernetes' own, two levels down, and what Helm hands to every chart.
    assertThat(open)
        .containsExactlyInAnyOrder(
            "/properties/global",
            "/definitions/topologySpreadConstraint/properties/labelSelector",
            "/definitions/envVarSource/properties/configMapKeyRef",
            "/definitions/envVarSource/properties/fieldRef",
            "/definitions/envVarSource/properties/fileKeyRef",
            "/definitions/envVarSource/properties/resourceFieldRef",
            "/definitions/envVarSource/properties/secretKeyRef",
            "/definitions/envFromSource/properties/configMapRef",
            "/definitions/envFromSource/properties/secretRef",
            "/definitions/volume/properties/configMap",
            "/definitions/volume/properties/csi",
            "/definitions/volume/properties/downwardAPI",
            "/definitions/container/properties/lifecycle",
            "/definitions/container/properties/livenessProbe",
            "/definitions/container/properties/readinessProbe",
            "/definitions/container/properties/resources",
            "/definitions/container/properties/securityContext",
            "/definitions/container/properties/startupProbe",
            "/definitions/volume/properties/emptyDir",
            "/definitions/volume/properties/ephemeral",
            "/definitions/volume/properties/image",
            "/definitions/volume/properties/persistentVolumeClaim",
            "/definitions/volume/properties/projected",
            "/definitions/volume/properties/secret",
            "/definitions/networkPolicyPeer/properties/ipBlock",
            "/definitions/networkPolicyPeer/properties/namespaceSelector",
            "/definitions/networkPolicyPeer/properties/podSelector");
  }

  private static void collectOpen(String path, JsonNode schema, List<String> into) {
    JsonNode further = schema.path("additionalProperties");
    if (schema.path("type").asText().equals("object")
        && (further.isMissingNode() || further.asBoolean(false))) {
      into.add(path);
    }
    schema
        .properties()
        .forEach(entry -> collectOpen(path + "/" + entry.getKey(), entry.getValue(), into));
  }

  @Test
  void theReadmeHasATableOfAllValues() throws IOException {
    String readme = Files.readString(README);
    String before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
    String after = readme.substring(readme.indexOf(END));
    String expected = before + table() + after;
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(README, expected);
    }

    assertThat(README)
        .as("run this test with -Dlockstep.regenerate=true after a change of the values")
        .hasContent(expected);
  }

  private static String table() {
    var table = new StringBuilder("| value | default | what it is |\n|---|---|---|\n");
    ValuesSchema.values()
        .forEach(
            (path, schema) -> {
              if (!schema.has("properties") && !OF_A_PARENT.contains(path)) {
                table.append(
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            path,
                            written(ValuesSchema.defaultOf(path)),
                            schema.path("description").asText().replace("|", "\\|")));
              }
            });
    return table.toString();
  }

  private static String written(JsonNode value) {
    return value.isMissingNode() ? "" : "`" + value + "`";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      textBlock =
          """
          replica: 3 ! at '': additional properties 'replica' not allowed
          replicas: many ! at '/replicas': got string, want integer
          replicas: 11 ! at '/replicas': maximum: got 11, want 10
          image: {repo: x} ! at '/image': additional properties 'repo' not allowed
          image: {repository: ""} ! at '/image/repository': minLength: got 0, want 1
          image: {repository: "registry:5000/lockstep:1"} ! at '/image/repository': 'registry:5000/lockstep:1' does not match pattern
          image: {digest: abc} ! at '/image/digest': 'abc' does not match pattern
          image: {pullPolicy: Sometimes} ! at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'
          image: lockstep:1 ! at '/image': got string, want object
          imagePullSecrets: [registry] ! at '/imagePullSecrets/0': got string, want object
          imagePullSecrets: [{nam: registry}] ! at '/imagePullSecrets/0': additional properties 'nam' not allowed
          fullnameOverride: Under_score ! at '/fullnameOverride': 'Under_score' does not match pattern
          commonLabels: {team: "a b"} ! at '/commonLabels/team': 'a b' does not match pattern
          commonLabels: {app.kubernetes.io/name: mine} ! commonLabels: app.kubernetes.io/name is a label by which the chart finds its pods: remove it
          podLabels: {app.kubernetes.io/component: mine} ! podLabels: app.kubernetes.io/component is a label by which the chart finds its pods: remove it
          commonAnnotations: {level: 3} ! at '/commonAnnotations/level': got number, want string
          watchNamespaces: shop ! at '/watchNamespaces': got string, want array
          watchNamespaces: [Shop] ! at '/watchNamespaces/0': 'Shop' does not match pattern
          jobs: {images: []} ! at '/jobs': additional properties 'images' not allowed
          jobs: {defaults: {image: other}} ! at '/jobs/defaults': additional properties 'image' not allowed
          jobs: {defaults: {securityContext: {runAsUser: 0}}} ! at '/jobs/defaults/securityContext/runAsUser': minimum: got 0, want 1
          jobs: {defaults: {initContainers: [{name: proxy, imag: proxy}]}} ! at '/jobs/defaults/initContainers/0': additional properties 'imag' not allowed
          admissionPolicies: {injectGate: always} ! at '/admissionPolicies/injectGate': value must be one of 'auto', 'v1', 'v1beta1', 'never'
          leaderElection: {leaseName: ""} ! at '/leaderElection/leaseName': '' does not match pattern
          leaderElection: {enable: false} ! at '/leaderElection': additional properties 'enable' not allowed
          crds: {install: "no"} ! at '/crds/install': got string, want boolean
          rbac: {creat: false} ! at '/rbac': additional properties 'creat' not allowed
          serviceAccount: {create: false} ! serviceAccount.name: name the ServiceAccount to use, or set serviceAccount.create
          service: {port: 80} ! at '/service/port': minimum: got 80, want 1,024
          probes: {port: 8080} ! probes.port: is that of service.port; give the probes a port of their own
          monitoring: {auth: password} ! at '/monitoring/auth': value must be one of 'none', 'tokenReview'
          monitoring: {serviceMonitor: {credentials: {name: token}}} ! at '/monitoring/serviceMonitor/credentials': properties 'key' required, if 'name' exists
          leaderElection: {enabled: false} ! leaderElection.enabled: 2 replicas without it would all work at once: set replicas to 1
          podDisruptionBudget: {maxUnavailable: 0} ! podDisruptionBudget.maxUnavailable: 0 would never let a node be drained: raise it
          podDisruptionBudget: {maxUnavailable: "0%"} ! podDisruptionBudget.maxUnavailable: 0% would never let a node be drained: raise it
          podDisruptionBudget: {minAvailable: "51%"} ! podDisruptionBudget.minAvailable: 51% of 2 replicas would never let a node be drained: lower it, or raise replicas
          podDisruptionBudget: {maxUnavailable: 2x} ! at '/podDisruptionBudget/maxUnavailable': '2x' does not match pattern
          podDisruptionBudget: {minAvailable: 2} ! podDisruptionBudget.minAvailable: 2 of 2 replicas would never let a node be drained: lower it, or raise replicas
          monitoring: {serviceMonitor: {interval: often}} ! at '/monitoring/serviceMonitor/interval': 'often' does not match pattern
          monitoring: {prometheusRule: {disabledAlerts: [Stalled]}} ! at '/monitoring/prometheusRule/disabledAlerts/0': value must be one of 'LockstepAbsent'
          networkPolicy: {enabld: true} ! at '/networkPolicy': additional properties 'enabld' not allowed
          networkPolicy: {apiServer: {ports: []}} ! at '/networkPolicy/apiServer/ports': minItems: got 0, want 1
          networkPolicy: {metrics: {from: [{cidr: 10.0.0.0/8}]}} ! at '/networkPolicy/metrics/from/0': additional properties 'cidr' not allowed
          resources: {limit: {memory: 1Gi}} ! at '/resources': additional properties 'limit' not allowed
          tolerations: [{kee: dedicated}] ! at '/tolerations/0': additional properties 'kee' not allowed
          topologySpreadConstraints: [{maxSkew: 1}] ! at '/topologySpreadConstraints/0': missing properties 'topologyKey', 'whenUnsatisfiable'
          affinity: {podAntiAfinity: {}} ! at '/affinity': additional properties 'podAntiAfinity' not allowed
          env: [{value: x}] ! at '/env/0': missing property 'name'
          extraVolumes: [{name: host, hostPath: {path: /}}] ! at '/extraVolumes/0': additional properties 'hostPath' not allowed
          extraVolumeMounts: [{name: x}] ! at '/extraVolumeMounts/0': missing property 'mountPath'
          """)
  void refusesAWrongValueByItsName(String values, String words, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("values.yaml"), values);

    assertThatThrownBy(() -> Chart.render("lockstep", "lockstep-system", file))
        .hasMessageContaining(words);
  }

  /// Helm parses what `--set` says into other types than what a file says.
  @Test
  void refusesAWrongValueOfTheCommandLineToo() {
    assertThatThrownBy(
            () ->
                new Helm(Chart.FOLDER)
                    .template()
                    .withKubeVersion(Chart.KUBERNETES)
                    .set("podDisruptionBudget.minAvailable", 2)
                    .call())
        .hasMessageContaining("podDisruptionBudget.minAvailable: 2 of 2 replicas");
  }

  /// Null takes a default away, and an upgrade with the values of an older release lacks what is
  /// new. Neither may leave out a part of the chart without a word.
  @ParameterizedTest
  @MethodSource("valuesWithADefault")
  void aValueThatIsMissingIsItsDefaultOrRefusedByName(String path, @TempDir Path folder)
      throws IOException {
    Path without = Files.writeString(folder.resolve("values.yaml"), EVERY_PART);
    String expected = Chart.render("lockstep", "lockstep-system", without);
    var values = (ObjectNode) Serialization.unmarshal(EVERY_PART, JsonNode.class);
    String[] names = path.split("[.]", -1);
    ObjectNode section = values;
    for (String name : List.of(names).subList(0, names.length - 1)) {
      section = section.withObjectProperty(name);
    }
    section.putNull(names[names.length - 1]);
    Files.writeString(without, Serialization.asYaml(values));

    String rendered;
    try {
      rendered = Chart.render("lockstep", "lockstep-system", without);
    } catch (RuntimeException e) {
      rendered = String.valueOf(e.getMessage());
    }
    if (!rendered.contains("missing property '" + names[names.length - 1] + "'")) {
      assertThat(rendered).isEqualTo(expected);
    }
  }

  /// No default may be taken away but the operator's resources.
  static Stream<String> valuesWithADefault() {
    return ValuesSchema.values().keySet().stream()
        .filter(path -> !OF_A_PARENT.contains(path))
        .filter(path -> !path.startsWith("jobs.defaults.") && !path.startsWith("resources"));
  }
}

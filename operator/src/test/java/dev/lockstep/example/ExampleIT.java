package dev.lockstep.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.engine.source.SetDigest;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@KubernetesTest
@ExtendWith(PostgresExtension.class)
final class ExampleIT {
  private final KubeCluster cluster;

  ExampleIT(KubeCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installCrds(KubeCluster cluster) {
    cluster.installCrds();
  }

  @ParameterizedTest
  @EnumSource
  void theResourceNamesTheGeneratedConfigMapAndTheSecret(ExampleVariant variant) {
    var objects = objects(variant.folder());
    SchemaMigration migration = only(SchemaMigration.class, objects);

    String configMap = only(ConfigMap.class, objects).getMetadata().getName();
    assertThat(configMap).startsWith("orders-migrations-");
    assertThat(migration.getSpec().scripts().configMaps())
        .containsExactly(new ObjectName(configMap));
    assertThat(migration.getSpec().database().secretRef())
        .isEqualTo(new ObjectName(only(Secret.class, objects).getMetadata().getName()));
  }

  // G2
  @ParameterizedTest
  @EnumSource
  void noVariableOfFluxIsLookedForInTheScripts(ExampleVariant variant) {
    assertThat(only(ConfigMap.class, objects(variant.folder())).getMetadata().getAnnotations())
        .containsEntry("kustomize.toolkit.fluxcd.io/substitute", "disabled");
  }

  // G1
  @Test
  void withAFixedNameTheResourceNamesTheScriptsThatAreDelivered() {
    Path example = Checkout.root().resolve("migrations-example");
    var objects = objects(example.resolve("overlays/fixed-name"));
    ConfigMap configMap = only(ConfigMap.class, objects);
    var scripts = only(SchemaMigration.class, objects).getSpec().scripts();

    assertThat(configMap.getMetadata().getName()).isEqualTo("orders-migrations");
    assertThat(scripts.configMaps()).containsExactly(new ObjectName("orders-migrations"));
    Map<String, String> files =
        configMap.getData().entrySet().stream()
            .collect(
                toMap(
                    Map.Entry::getKey,
                    file -> ScriptsDigest.ofBytes(file.getValue().getBytes(UTF_8))));
    assertThat(scripts.digest())
        .isEqualTo(ScriptsDigest.of(Map.of("orders-migrations", files)))
        .isEqualTo(
            SetDigest.of(
                    List.of(
                        new SetDigest.Source("orders-migrations", example.resolve("base/scripts"))),
                    FileSelection.ALL)
                .digest());
  }

  // G5
  @Test
  void aPrefixIsFollowedByTheSecretTheConfigMapAndThePods(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        namePrefix: staging-
        resources: [%s]
        %s"""
            .formatted(
                folder.toRealPath().relativize(ExampleVariant.BASE.folder().toRealPath()),
                replacementsOfTheDocument()));

    var objects = objects(folder);
    SchemaMigration migration = only(SchemaMigration.class, objects);

    assertThat(migration.getMetadata().getName()).isEqualTo("staging-orders");
    assertThat(migration.getSpec().database().secretRef())
        .isEqualTo(new ObjectName("staging-orders-db"))
        .isEqualTo(new ObjectName(only(Secret.class, objects).getMetadata().getName()));
    assertThat(migration.getSpec().scripts().configMaps())
        .containsExactly(new ObjectName(only(ConfigMap.class, objects).getMetadata().getName()));
    assertThat(
            only(Deployment.class, objects)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get(LockstepNames.REQUIRES_ANNOTATION))
        .isEqualTo("staging-orders >=3 <6");
  }

  private static String replacementsOfTheDocument() throws IOException {
    String document = Files.readString(Checkout.root().resolve("operator/docs/gitops.md"));
    int start = document.indexOf("replacements:\n");
    return document.substring(start, document.indexOf("```", start));
  }

  @Test
  void everyVariantIsAConfigMapOfItsOwn() {
    assertThat(ExampleVariant.values())
        .extracting(variant -> only(ConfigMap.class, objects(variant.folder())))
        .extracting(configMap -> configMap.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void thePodsAreGatedAndSayWhatTheyNeed(ExampleVariant variant) {
    var template = only(Deployment.class, objects(variant.folder())).getSpec().getTemplate();

    assertThat(template.getMetadata().getLabels())
        .containsEntry(LockstepNames.GATED_LABEL, LockstepNames.GATED);
    assertThat(template.getMetadata().getAnnotations().get(LockstepNames.REQUIRES_ANNOTATION))
        .matches("orders >=\\d+ <\\d+");
    assertThat(template.getSpec().getSchedulingGates())
        .extracting("name")
        .containsExactly(LockstepNames.SCHEMA_GATE);
  }

  @Test
  void theScriptsOfTheBaseAndOfTheFixWork(TestDatabase database) {
    scripts(ExampleVariant.BASE).values().forEach(database::execute);
    database.execute("INSERT INTO orders (customer_name, status) VALUES ('Barbara', 'returned')");
    database.execute(scripts(ExampleVariant.FIXED).lastEntry().getValue());

    assertThat(scripts(ExampleVariant.BASE)).hasSize(4);
    assertThat(database.column("SELECT status || ' ' || total_cents FROM orders ORDER BY id"))
        .containsExactly("shipped 900", "open 900", "open 900", "returned 0");
  }

  @Test
  void aReleaseThatKnowsOnlyTheFlagAndOneThatKnowsOnlyTheStatusRunSideBySide(
      TestDatabase database) {
    scripts(ExampleVariant.BASE).values().stream().limit(3).forEach(database::execute);

    database.execute("UPDATE orders SET shipped = true WHERE id = 2");
    database.execute("UPDATE orders SET status = 'shipped' WHERE id = 3");
    database.execute("UPDATE orders SET shipped = false WHERE id = 1");
    database.execute("INSERT INTO orders (customer_name, shipped) VALUES ('Barbara', true)");

    assertThat(database.column("SELECT status || ' ' || shipped FROM orders ORDER BY id"))
        .containsExactly("open false", "shipped true", "shipped true", "shipped true");
  }

  @Test
  void theBrokenScriptFailsAsAWhole(TestDatabase database) {
    scripts(ExampleVariant.BASE).values().forEach(database::execute);

    Throwable failure =
        catchThrowable(
            () -> database.execute(scripts(ExampleVariant.BROKEN).lastEntry().getValue()));

    assertThat(failure).rootCause().hasFieldOrPropertyWithValue("SQLState", "42703");
    assertThat(
            database.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'total_cents'"))
        .isEmpty();
  }

  @Test
  void appliedAtOnceThePodsWaitAtTheGateAndTheSecretPointsToTheGivenDatabase(
      TestNamespace namespace, TestDatabase database, @TempDir Path folder) {
    ExampleVariant.BASE.writeTo(folder, namespace.name(), database);

    cluster.kubectl().run("apply", "-k", folder.toString()).orThrow();

    Await.until(
        "two gated pods",
        Duration.ofSeconds(60),
        () -> pods(namespace).stream().filter(ExampleIT::isGated).count() == 2);
    Secret secret = namespace.client().secrets().withName("orders-db").get();
    assertThat(decoded(secret))
        .containsEntry("port", Integer.toString(database.port()))
        .containsEntry("dbname", database.name())
        .containsOnlyKeys("host", "port", "dbname", "username", "password");
    assertThat(namespace.client().resources(SchemaMigration.class).withName("orders").get())
        .isNotNull();
  }

  private static Map<String, String> decoded(Secret secret) {
    return secret.getData().entrySet().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                entry -> new String(Base64.getDecoder().decode(entry.getValue()), UTF_8)));
  }

  private static List<Pod> pods(TestNamespace namespace) {
    return namespace.client().pods().list().getItems();
  }

  private static boolean isGated(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(condition -> "SchedulingGated".equals(condition.getReason()));
  }

  private NavigableMap<String, String> scripts(ExampleVariant variant) {
    return new TreeMap<>(only(ConfigMap.class, objects(variant.folder())).getData());
  }

  private static <T extends HasMetadata> T only(Class<T> type, List<HasMetadata> objects) {
    assertThat(objects).filteredOn(type::isInstance).hasSize(1);
    return objects.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private List<HasMetadata> objects(Path folder) {
    String rendered = cluster.kubectl().run("kustomize", folder.toString()).orThrow();
    return Pattern.compile("^---\n", Pattern.MULTILINE)
        .splitAsStream(rendered)
        .map(ExampleIT::object)
        .toList();
  }

  private static HasMetadata object(String yaml) {
    return Serialization.unmarshal(yaml, KubernetesResource.class) instanceof HasMetadata known
            && !(known instanceof GenericKubernetesResource)
        ? known
        : Serialization.unmarshal(yaml, SchemaMigration.class);
  }
}

package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.api.v1alpha1.spec.ScriptsSelector;
import dev.lockstep.api.v1alpha1.spec.ScriptsSpec;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.operator.kube.ScriptIndex;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptsReaderTest {
  private static final Map<String, String> LABELS = Map.of("app", "orders");

  private final TreeMap<String, ConfigMap> cluster = new TreeMap<>();
  private final TreeMap<String, ConfigMap> cache = new TreeMap<>();
  private int reads;
  private int version;
  private ScriptsReader snapshot = snapshot(1_000_000);

  // F26
  @Test
  void theOperatorAndTheRunnerAgreeOnWhatBelongsToASet(@TempDir Path temporary) throws IOException {
    Map<String, String> files =
        Map.of(
            "V1__a.sql", "SELECT 1;",
            "V2__b.sql.conf", "",
            "V2__b.sql", "SELECT 2;",
            "README.md", "# About",
            ".hidden", "x",
            "V1__a.sql.bak", "SELECT 0;");
    Path folder = Files.createDirectory(temporary.resolve("orders"));
    for (var file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }

    Map<String, String> members = members(files, FileSelection.ALL);

    assertThat(members).containsOnlyKeys("V1__a.sql", "V2__b.sql.conf", "V2__b.sql");
    assertThat(ScriptsDigest.of(Map.of("orders", members)))
        .isEqualTo(ScriptSet.read(List.of(folder), Map.of()).digest());
    assertThat(members(files, new FileSelection(List.of("V2*")))).containsOnlyKeys("V1__a.sql");
  }

  // O19
  @Test
  void aConfigMapWithoutScriptsIsNamed() {
    assertThat(ScriptSetIndex.empty("orders", Set.of()))
        .isEqualTo("ConfigMap orders has no scripts: check the step that creates it.");
    assertThat(ScriptSetIndex.empty("orders", Set.of("README.md", ".gitkeep")))
        .contains("only files that are ignored (.gitkeep, README.md)");
    assertThat(
            ScriptSetIndex.empty(
                "orders", Set.of("1.md", "2.md", "3.md", "4.md", "5.md", "6.md", "7.md")))
        .contains("(1.md, 2.md, 3.md, 4.md, 5.md, …)");
  }

  // B3
  @Test
  void readsAConfigMapOnceUntilItChanges() {
    configMap("orders", LABELS, Map.of("V1__a.sql", "SELECT 1;"));
    configMap("foreign", Map.of(), Map.of("V1__a.sql", "SELECT 1;"));

    Scripts.Available first = available(spec(null, "orders"));
    assertThat(available(spec(null, "orders"))).isEqualTo(first);
    assertThat(reads).isEqualTo(1);
    assertThat(first.versions()).containsExactly(SchemaVersion.parse("1"));
    assertThat(first.digest())
        .isEqualTo(digest(Map.of("orders", Map.of("V1__a.sql", "SELECT 1;"))));

    configMap("foreign", Map.of(), Map.of("V1__a.sql", "SELECT 2;"));
    available(spec(null, "orders"));
    assertThat(reads).isEqualTo(1);

    configMap("orders", LABELS, Map.of("V1__a.sql", "SELECT 1;", "V2__b.sql", "SELECT 2;"));
    Scripts.Available second = available(spec(null, "orders"));
    assertThat(reads).isEqualTo(2);
    assertThat(second.versions()).hasSize(2);
    assertThat(second.digest()).isNotEqualTo(first.digest());
  }

  @Test
  void aSetThatIsNotTheOneThatIsMeantIsReadOnceAndWaitedFor() {
    configMap("a", LABELS, Map.of("V1__a.sql", "SELECT 1;"));
    String digest = available(spec(null, "a")).digest();

    assertThat(read(new ScriptsSpec(names("a"), null, Map.of(), null, List.of(), "sha256:0", null)))
        .isEqualTo(new Scripts.Other(digest, "sha256:0"));
    available(new ScriptsSpec(names("a"), null, Map.of(), null, List.of(), digest, null));
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void patternsAndSelectorsAreReadEachForItself() {
    configMap("a", LABELS, Map.of("V1__a.sql", "SELECT 1;", "V2__b.sql", "SELECT 2;"));

    assertThat(available(spec(null, "a")).versions()).hasSize(2);
    assertThat(
            available(new ScriptsSpec(names("a"), null, Map.of(), null, List.of("V2*"), null, null))
                .versions())
        .hasSize(1);
    assertThat(available(spec(LABELS)).configMaps()).containsExactly("a");
  }

  @Test
  void aSelectorThatSeemsToFindWhatHasOtherLabelsDoesNotTakeIt() {
    configMap("a", LABELS, Map.of("V1__a.sql", "SELECT 1;"));
    configMap("b", Map.of(), Map.of("V2__b.sql", "SELECT 2;"));
    // The cache does not hold all labels of either.
    assertThat(available(spec(LABELS)).configMaps()).containsExactly("a");

    assertThat(read(spec(Map.of("app", "billing"))))
        .isEqualTo(new Scripts.Missing(List.of("with the label app=billing")));
  }

  @Test
  void whatIsDeletedWhileItIsReadIsMissingAndNotRemembered() {
    configMap("a", LABELS, Map.of("V1__a.sql", "SELECT 1;"));
    ConfigMap gone = cluster.remove("a");

    assertThat(read(spec(null, "a"))).isEqualTo(new Scripts.Missing(List.of("a")));

    cluster.put("a", gone);
    available(spec(null, "a"));
  }

  @Test
  void namesAllThatAreMissing() {
    configMap("a", LABELS, Map.of());

    assertThat(read(spec(Map.of("x", "y"), "a", "b", "c"))).isInstanceOf(Scripts.Missing.class);
    assertThat(read(spec(null, "a", "b", "c"))).isEqualTo(new Scripts.Missing(List.of("b", "c")));
    assertThat(reads).isZero();
  }

  // B3
  @Test
  void refusesMoreFilesThanOneSetMayHaveInASentence() {
    configMap("a", LABELS, files(6_000));
    configMap("b", LABELS, files(4_000));
    assertThat(available(spec(null, "a", "b")).configMaps()).hasSize(2);

    configMap("b", LABELS, files(4_001));
    assertThat(read(spec(null, "a", "b")))
        .isEqualTo(
            new Scripts.Refused(
                "The ConfigMaps hold more files than the limit of 10,000 per script set: with the 4,001 files of ConfigMap b there are 10,001. Remove files that are not scripts, or merge scripts that every database has already applied."));
    int before = reads;
    read(spec(null, "a", "b"));
    assertThat(reads).isEqualTo(before);
  }

  @Test
  void refusesMoreConfigMapsThanOneSetMayHaveWithoutReadingThem() {
    for (int i = 0; i <= ScriptsReader.MOST_CONFIG_MAPS; i++) {
      configMap("m" + i, LABELS, Map.of("V1__a.sql", "SELECT 1;"));
    }

    assertThat(read(spec(LABELS)))
        .isEqualTo(
            new Scripts.Refused(
                "201 ConfigMaps are selected, more than the limit of 200 per script set: narrow spec.scripts.selector, or combine ConfigMaps."));
    assertThat(reads).isZero();
  }

  // B3
  @Test
  void whatIsKeptOfAllSetsHasABound() {
    snapshot = snapshot(20_000);
    configMap("a", LABELS, files(1_000));
    for (int i = 0; i < 50; i++) {
      available(new ScriptsSpec(names("a"), null, Map.of(), null, List.of("x" + i), null, null));
    }
    assertThat(reads).isEqualTo(50);

    available(new ScriptsSpec(names("a"), null, Map.of(), null, List.of("x49"), null, null));
    assertThat(reads).isEqualTo(50);
    available(new ScriptsSpec(names("a"), null, Map.of(), null, List.of("x0"), null, null));
    assertThat(reads).isEqualTo(51);
  }

  private ScriptsReader snapshot(long bound) {
    var catalog =
        new ScriptsReader.Catalog() {
          @Override
          public Stream<String> selected(String namespace, ScriptsSelector selector) {
            return cache.keySet().stream();
          }

          @Override
          public Optional<String> version(String namespace, String name) {
            return Optional.ofNullable(cache.get(name))
                .map(configMap -> configMap.getMetadata().getResourceVersion());
          }
        };
    return new ScriptsReader(
        catalog,
        (_, name) -> {
          reads++;
          return Optional.ofNullable(cluster.get(name));
        },
        new ScriptSetCache(bound));
  }

  private Scripts read(ScriptsSpec spec) {
    return snapshot.read("shop", spec);
  }

  private Scripts.Available available(ScriptsSpec spec) {
    Scripts scripts = read(spec);
    assertThat(scripts).isInstanceOf(Scripts.Available.class);
    return (Scripts.Available) scripts;
  }

  private static ScriptsSpec spec(@Nullable Map<String, String> labels, String... names) {
    return new ScriptsSpec(
        names(names),
        labels == null ? null : new ScriptsSelector(labels),
        Map.of(),
        null,
        List.of(),
        null,
        null);
  }

  private static List<ObjectName> names(String... names) {
    return Stream.of(names).map(ObjectName::new).toList();
  }

  private void configMap(String name, Map<String, String> labels, Map<String, String> files) {
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .withResourceVersion(Integer.toString(++version))
            .endMetadata()
            .withData(files)
            .build();
    cluster.put(name, configMap);
    cache.put(name, configMap);
  }

  private static Map<String, String> files(int count) {
    var files = new HashMap<String, String>();
    for (int i = 1; i <= count; i++) {
      files.put("V%d__a.sql".formatted(i), "");
    }
    return files;
  }

  private static String digest(Map<String, Map<String, String>> sets) {
    var digests = new HashMap<String, Map<String, String>>();
    sets.forEach((name, files) -> digests.put(name, members(files, FileSelection.ALL)));
    return ScriptsDigest.of(digests);
  }

  private static Map<String, String> members(Map<String, String> files, FileSelection selection) {
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("orders")
            .endMetadata()
            .withData(files)
            .build();
    return ScriptSetIndex.members(ScriptIndex.entries(configMap), selection);
  }
}

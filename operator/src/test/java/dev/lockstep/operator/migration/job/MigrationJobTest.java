package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.operator.kube.JobNames;
import dev.lockstep.operator.migration.decision.Observation.Identity;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.RunPlan;
import dev.lockstep.operator.migration.observation.RunReader;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MigrationJobTest {
  private static final Path CASES = Path.of("src/test/resources/job");

  /// The cases, each with a folder of [#CASES] that holds a resource and its Job.
  enum Case {
    MINIMAL(Run.Purpose.MIGRATE, "3"),
    EVERYTHING(Run.Purpose.MIGRATE, "1.10"),
    RETRY(Run.Purpose.MIGRATE, "3"),
    DEFAULTS(Run.Purpose.MIGRATE, "3"),
    OVER_DEFAULTS(Run.Purpose.MIGRATE, "3"),
    OPENSHIFT(Run.Purpose.MIGRATE, "3"),
    INLINE(Run.Purpose.MIGRATE, ""),
    VERIFY(Run.Purpose.VERIFY, "3");

    private final Run.Purpose purpose;
    private final String target;

    Case(Run.Purpose purpose, String target) {
      this.purpose = purpose;
      this.target = target;
    }

    Optional<SchemaVersion> target() {
      return SchemaVersion.tryParse(target);
    }

    Path file(String name) {
      return CASES.resolve(name().toLowerCase(Locale.ROOT).replace('_', '-')).resolve(name);
    }

    private static List<String> configMaps(SchemaMigration resource) {
      return resource.getSpec().scripts().configMaps().stream().map(ObjectName::name).toList();
    }

    /// One of the attempts answers a retry request.
    Run.Inputs inputs() {
      return new Run.Inputs(
          "sha256:in",
          "sha256:te",
          "sha256:db",
          "sha256:sc",
          target(),
          this == RETRY ? Optional.of("after the $fix") : Optional.empty());
    }

    /// Returns the operator's defaults for every Job.
    JobSettings defaults() {
      return this == DEFAULTS || this == OVER_DEFAULTS
          ? JobDefaults.read(CASES.resolve("defaults.yaml"))
          : JobSettings.NONE;
    }

    SchemaMigration resource() throws IOException {
      return Serialization.unmarshal(Files.readString(file("in.yaml")), SchemaMigration.class);
    }

    Job job() throws IOException {
      return job(defaults());
    }

    Job job(JobSettings defaults) throws IOException {
      SchemaMigration resource = resource();
      var inputs = inputs();
      var identity =
          new Identity(
              resource.getMetadata().getNamespace(),
              resource.getMetadata().getName(),
              resource.getMetadata().getUid());
      String name = JobNames.migrate(identity.name(), identity.uid(), inputs.digest(), 1);
      var settings =
          new JobSettingsDefaults("registry.example.com/lockstep:0", List.of(), defaults);
      return new MigrationJob(settings)
          .of(resource, new RunPlan(name, 1, purpose, inputs, configMaps(resource)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJobIsThatOfTheGoldenFile(Case example) throws IOException {
    String job = Serialization.asYaml(example.job());
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(example.file("out.yaml"), job);
    }

    assertThat(example.file("out.yaml")).hasContent(job);
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    try (Stream<Path> files = Files.walk(CASES)) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of(CASES.resolve("defaults.yaml")),
                      Stream.of(Case.values())
                          .flatMap(
                              example ->
                                  Stream.of(example.file("in.yaml"), example.file("out.yaml"))))
                  .toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{runAsUser: 2, runAsGroup: 3, fsGroup: 4, supplementalGroups: [5]} | 4",
        "{runAsUser: 2, runAsGroup: 3, supplementalGroups: [5]} | 3",
        "{runAsUser: 2, supplementalGroups: [5]} | 2",
        "{supplementalGroups: [5, 6]} | 5",
        "{} | none"
      })
  void whoeverIsChosenCanReadTheSecret(String identity, @Nullable Long group) throws IOException {
    JobSettings defaults =
        Serialization.unmarshal("securityContext: " + identity, JobSettings.class);

    Job job = Case.MINIMAL.job(defaults);

    assertThat(job.getSpec().getTemplate().getSpec().getSecurityContext().getFsGroup())
        .isEqualTo(group);
  }

  @ParameterizedTest
  @EnumSource
  void isOneAttemptInOnePodThatKubernetesNeverRepeats(Case example) throws IOException {
    Job job = example.job();

    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getCompletions()).isEqualTo(1);
    assertThat(job.getSpec().getParallelism()).isEqualTo(1);
    assertThat(job.getSpec().getPodFailurePolicy()).isNull();
    assertThat(job.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(Boolean.TRUE.equals(job.getSpec().getSuspend()))
        .isEqualTo(example.purpose == Run.Purpose.MIGRATE);
  }

  @ParameterizedTest
  @EnumSource
  void isTakenByTheRestrictedPodSecurityStandard(Case example) throws IOException {
    PodSpec pod = example.job().getSpec().getTemplate().getSpec();

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(Optional.ofNullable(pod.getSecurityContext().getRunAsUser()))
        .isNotEqualTo(Optional.of(0L));
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
    assertThat(Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream()))
        .allSatisfy(MigrationJobTest::assertRestricted);
  }

  private static void assertRestricted(Container container) {
    var context = container.getSecurityContext();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isEmpty();
    assertThat(context.getPrivileged()).isNull();
    assertThat(context.getRunAsNonRoot()).isNotEqualTo(false);
  }

  @ParameterizedTest
  @EnumSource
  void theRunnersRootIsReadOnly(Case example) throws IOException {
    assertThat(example.job().getSpec().getTemplate().getSpec().getContainers())
        .singleElement()
        .satisfies(
            runner -> {
              assertThat(runner.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(runner.getCommand()).isEmpty();
              assertThat(runner.getVolumeMounts())
                  .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
            });
  }

  @ParameterizedTest
  @EnumSource
  void isReadAgainAsItWasMade(Case example) throws IOException {
    Run run = RunReader.read(example.job(), Optional.empty(), Optional.empty()).orElseThrow();

    assertThat(run.purpose()).isEqualTo(example.purpose);
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.inputs()).isEqualTo(example.inputs());
  }
}

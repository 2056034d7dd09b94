package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.gate.GatePolicy.Unmet;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes our scheduling gate off a pod when every schema that the pod needs is recorded. It takes
/// off no other gate, puts none on, and leaves pods without our label alone.
@ControllerConfiguration(name = GateReconciler.NAME, generationAwareEventProcessing = false)
public final class GateReconciler implements Reconciler<Pod> {
  /// The name of the controller.
  public static final String NAME = "lockstep-gate";

  private static final Logger LOG = LoggerFactory.getLogger(GateReconciler.class);
  private static final String BY_MIGRATION = "migration";
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final Clock clock;
  private final Announcements announcements;
  private final Telemetry telemetry;
  private @Nullable IndexerResourceCache<Pod> pods;
  private @Nullable InformerEventSource<SchemaMigration, Pod> migrations;

  public GateReconciler(KubernetesClient client, Clock clock, Events events, Telemetry telemetry) {
    this.client = client;
    this.clock = clock;
    this.announcements = new Announcements(events);
    this.telemetry = telemetry;
  }

  @Override
  public List<EventSource<?, Pod>> prepareEventSources(EventSourceContext<Pod> context) {
    IndexerResourceCache<Pod> cache = context.getPrimaryCache();
    cache.addIndexer(
        BY_MIGRATION,
        pod ->
            needs(pod).stream()
                .map(need -> pod.getMetadata().getNamespace() + "/" + need.name())
                .toList());
    var source =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(SchemaMigration.class, Pod.class)
                .withName("schema-migrations")
                .withSecondaryToPrimaryMapper(migration -> waitingFor(cache, migration))
                .withPrimaryToSecondaryMapper((Pod _) -> Set.of())
                .build(),
            context);
    pods = cache;
    migrations = source;
    return List.of(source);
  }

  private static Set<ResourceID> waitingFor(
      IndexerResourceCache<Pod> cache, SchemaMigration migration) {
    String key = migration.getMetadata().getNamespace() + "/" + migration.getMetadata().getName();
    return cache.byIndex(BY_MIGRATION, key).stream()
        .filter(GatedPods::gated)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static List<Requirement> needs(Pod pod) {
    return GatedPods.requirements(pod).stream()
        .flatMap(
            parsed ->
                switch (parsed) {
                  case Requirements(List<Requirement> all) -> all.stream();
                  case RequirementsReading.Mistake _ -> Stream.of();
                })
        .toList();
  }

  @Override
  public UpdateControl<Pod> reconcile(Pod pod, Context<Pod> context) {
    if (waiting(pod)) {
      GatedPods.requirements(pod)
          .ifPresentOrElse(
              requirements -> judge(pod, requirements),
              () ->
                  announcements.about(
                      pod,
                      Events.Level.WARNING,
                      "SchemaRequirementMissing",
                      "The pod has the scheduling gate %s and no annotation %s: say which schema version it needs, such as \"orders >=7\"."
                          .formatted(
                              LockstepNames.SCHEMA_GATE, LockstepNames.REQUIRES_ANNOTATION)));
    }
    return UpdateControl.noUpdate();
  }

  private static boolean waiting(Pod pod) {
    return GatedPods.gated(pod) && pod.getMetadata().getDeletionTimestamp() == null;
  }

  private void judge(Pod pod, RequirementsReading requirements) {
    switch (requirements) {
      case RequirementsReading.Mistake mistake ->
          announcements.about(
              pod,
              Events.Level.WARNING,
              "SchemaRequirementInvalid",
              "The annotation %s cannot be read: %s"
                  .formatted(LockstepNames.REQUIRES_ANNOTATION, mistake.message()));
      case Requirements(List<Requirement> needs) -> judge(pod, needs);
    }
  }

  private void judge(Pod pod, List<Requirement> needs) {
    List<Unmet> unmet = GatePolicy.unmet(needs, cached(pod));
    if (unmet.isEmpty()) {
      // A cache may lag behind the announcement of a run: what opens a gate is read from the API
      // server.
      unmet = GatePolicy.unmet(needs, fresh(pod));
    }
    if (unmet.isEmpty()) {
      open(pod);
    } else {
      announcements.about(
          pod,
          Events.Level.NORMAL,
          "WaitingForSchema",
          "The pod " + unmet.stream().map(Unmet::message).collect(Collectors.joining("; ")) + ".");
    }
  }

  private Function<String, Optional<SchemaState>> cached(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    return name ->
        Objects.requireNonNull(migrations)
            .get(new ResourceID(name, namespace))
            .map(SchemaStates::of);
  }

  private Function<String, Optional<SchemaState>> fresh(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    return name ->
        Optional.ofNullable(
                client.resources(SchemaMigration.class).inNamespace(namespace).withName(name).get())
            .map(SchemaStates::of);
  }

  /// Removes our gate from this very pod as it was judged: another one of its name (a
  /// StatefulSet's), or the same one with another requirement, may need another version.
  private static String removal(Pod pod) {
    return """
    {"metadata":{"uid":"%s","resourceVersion":"%s"},"spec":{"schedulingGates":[{"$patch":"delete","name":"%s"}]}}\
    """
        .formatted(
            pod.getMetadata().getUid(),
            pod.getMetadata().getResourceVersion(),
            LockstepNames.SCHEMA_GATE);
  }

  private void open(Pod pod) {
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), removal(pod));
    } catch (KubernetesClientException e) {
      // It is another pod by now: the watch brings it, and with it the next pass.
      if (e.getCode() == NOT_FOUND || e.getCode() == CONFLICT) {
        return;
      }
      throw e;
    }
    Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
    telemetry.gateOpened(
        pod.getMetadata().getNamespace(), Duration.between(created, clock.instant()));
    LOG.atInfo()
        .addKeyValue(LogKeys.NAMESPACE, pod.getMetadata().getNamespace())
        .addKeyValue(LogKeys.POD, pod.getMetadata().getName())
        .log("Opened the gate");
    announcements.about(
        pod, Events.Level.NORMAL, "SchemaReady", "Every schema that the pod needs is recorded.");
  }

  /// A pod that waits, once for each SchemaMigration that it waits for.
  ///
  /// @param migration empty where the pod does not say, or not readably, what it needs
  public record Waiting(String namespace, String migration) {}

  /// What pods wait for now, from caches.
  public Stream<Waiting> waiting() {
    IndexerResourceCache<Pod> cache = pods;
    if (cache == null) {
      return Stream.of();
    }
    return cache.list(GateReconciler::waiting).flatMap(this::waitsFor);
  }

  private Stream<Waiting> waitsFor(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    List<Requirement> needs = needs(pod);
    return needs.isEmpty()
        ? Stream.of(new Waiting(namespace, ""))
        : GatePolicy.unmet(needs, cached(pod)).stream()
            .map(unmet -> new Waiting(namespace, unmet.migration()));
  }
}

package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.gate.GatePolicy.Unmet;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.Pages;
import dev.lockstep.operator.kube.SlimClients;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes Lockstep's scheduling gate from a pod when every schema version that the pod requires is
/// recorded. It removes no other gate, adds none, and ignores pods without Lockstep's label.
@ControllerConfiguration(name = GateReconciler.NAME, generationAwareEventProcessing = false)
public final class GateReconciler implements Reconciler<Pod> {
  /// The name of the controller.
  public static final String NAME = "lockstep-gate";

  private static final Logger LOG = LoggerFactory.getLogger(GateReconciler.class);
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(20);

  /// The age up to which a pod that starts without the gate is examined.
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final Clock clock;
  private final GateRemoval removal;
  private final GateEvents events;
  private final Telemetry telemetry;
  private @Nullable IndexerResourceCache<Pod> pods;
  private @Nullable InformerEventSource<SchemaMigration, Pod> migrations;

  public GateReconciler(KubernetesClient client, Clock clock, Events events, Telemetry telemetry) {
    this.client = client;
    this.clock = clock;
    this.removal = new GateRemoval(client);
    this.events = new GateEvents(events);
    this.telemetry = telemetry;
  }

  @Override
  public List<EventSource<?, Pod>> prepareEventSources(EventSourceContext<Pod> context) {
    IndexerResourceCache<Pod> cache = context.getPrimaryCache();
    var source =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(SchemaMigration.class, Pod.class)
                .withName("schema-migrations")
                .withInformerListLimit(SlimClients.PAGE)
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
    String name = migration.getMetadata().getName();
    return cache
        .list(
            migration.getMetadata().getNamespace(),
            pod -> GatedPods.gated(pod) && GatedPods.mentions(pod, name))
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
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Optional<RequirementsReading> requirements = GatedPods.requirements(pod);
    try {
      boolean asked =
          GatedPods.gated(pod) ? reconcileGated(pod, requirements) : ungated(pod, requirements);
      return asked
          ? UpdateControl.noUpdate()
          : UpdateControl.<Pod>noUpdate().rescheduleAfter(pauseAfterRefusal());
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue(LogKeys.NAMESPACE, pod.getMetadata().getNamespace())
          .addKeyValue(LogKeys.POD, pod.getMetadata().getName())
          .log("The API server did not answer; retrying: {}", GateRemoval.message(e));
      return UpdateControl.<Pod>noUpdate().rescheduleAfter(pauseAfterRefusal());
    }
  }

  /// Returns a random pause, so that not all pods that one policy refused return at once.
  private static Duration pauseAfterRefusal() {
    return AFTER_REFUSAL.plusMillis(
        ThreadLocalRandom.current().nextLong(AFTER_REFUSAL.toMillis() / 2));
  }

  private static boolean waiting(Pod pod) {
    return GatedPods.gated(pod) && pod.getMetadata().getDeletionTimestamp() == null;
  }

  /// Handles a pod that has Lockstep's gate.
  ///
  /// @return whether nothing is left to be done now
  private boolean reconcileGated(Pod pod, Optional<RequirementsReading> requirements) {
    if (requirements.isEmpty()) {
      events.about(pod, GateMessages.NO_REQUIREMENT);
      return true;
    }
    return switch (requirements.get()) {
      case RequirementsReading.Mistake mistake -> {
        events.about(pod, GateMessages.mistake(mistake));
        yield true;
      }
      case Requirements(List<Requirement> needs) -> judge(pod, needs);
    };
  }

  private boolean judge(Pod pod, List<Requirement> needs) {
    List<Unmet> unmet = GatePolicy.unmet(needs, cached(pod));
    if (unmet.isEmpty()) {
      // A cache may lag behind the announcement of a run, so a gate is opened only by what is read
      // from the API server.
      unmet = GatePolicy.unmet(needs, fresh(pod));
    }
    if (unmet.isEmpty()) {
      return open(pod);
    }
    events.about(pod, GateMessages.waiting(unmet));
    return true;
  }

  /// Handles a pod that has Lockstep's label but not, or no longer, its gate. If such a pod is new,
  /// never had the gate and its requirements are not met, the admission policy that adds the gate
  /// missed it.
  private boolean ungated(Pod pod, Optional<RequirementsReading> requirements) {
    if (requirements.isPresent()
        && requirements.get() instanceof Requirements(List<Requirement> needs)
        && isYoung(pod)
        && GatedPods.live(pod)
        && !events.knows(pod)) {
      List<Unmet> unmet = GatePolicy.unmet(needs, cached(pod));
      if (!unmet.isEmpty() && !wasSeen(pod)) {
        events.about(pod, GateMessages.notGated(unmet));
      }
    }
    return true;
  }

  private boolean isYoung(Pod pod) {
    Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
    return created.plus(YOUNG).isAfter(clock.instant());
  }

  /// Returns whether an earlier operator process wrote an Event about the pod, and thus saw its
  /// gate.
  private boolean wasSeen(Pod pod) {
    return !Pages.first(
            client
                .v1()
                .events()
                .inNamespace(pod.getMetadata().getNamespace())
                .withField("involvedObject.uid", pod.getMetadata().getUid())
                .withField("source", Events.COMPONENT))
        .isEmpty();
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

  private boolean open(Pod pod) {
    return switch (removal.of(pod)) {
      case GateRemoval.Outcome.Removed _ -> {
        opened(pod);
        yield true;
      }
      case GateRemoval.Outcome.Outdated _ -> true;
      case GateRemoval.Outcome.Refused(String message) -> {
        refused(pod, message);
        yield false;
      }
    };
  }

  private void opened(Pod pod) {
    Instant created = Instant.parse(pod.getMetadata().getCreationTimestamp());
    telemetry.gateOpened(
        pod.getMetadata().getNamespace(), Duration.between(created, clock.instant()));
    LOG.atInfo()
        .addKeyValue(LogKeys.NAMESPACE, pod.getMetadata().getNamespace())
        .addKeyValue(LogKeys.POD, pod.getMetadata().getName())
        .log("Removed the scheduling gate");
    events.about(pod, GateMessages.READY);
  }

  private void refused(Pod pod, String message) {
    if (events.about(pod, GateMessages.notRemoved(message))) {
      LOG.atWarn()
          .addKeyValue(LogKeys.NAMESPACE, pod.getMetadata().getNamespace())
          .addKeyValue(LogKeys.POD, pod.getMetadata().getName())
          .log("The API server refuses to remove the gate: {}", message);
    }
  }

  /// A waiting pod, once for each SchemaMigration that it waits for.
  ///
  /// @param migration the name of the SchemaMigration; empty if the pod has no readable
  ///   requirement, or if no SchemaMigration has this name: names are the pod's to choose
  public record Waiting(String namespace, String migration) {}

  /// Returns what pods wait for now, from caches. A pod whose requirements hold but that still has
  /// the gate counts for every SchemaMigration that it names.
  public Stream<Waiting> waiting() {
    IndexerResourceCache<Pod> cache = pods;
    if (cache == null) {
      return Stream.of();
    }
    return cache.list(GateReconciler::waiting).flatMap(this::waitsFor);
  }

  private Stream<Waiting> waitsFor(Pod pod) {
    List<Requirement> needs = needs(pod);
    Function<String, Optional<SchemaState>> states = cached(pod);
    List<Unmet> unmet = GatePolicy.unmet(needs, states);
    Stream<String> names =
        unmet.isEmpty()
            ? needs.stream().map(Requirement::name)
            : unmet.stream().map(Unmet::migration);
    return Stream.concat(needs.isEmpty() ? Stream.of("") : Stream.of(), names)
        .map(name -> states.apply(name).isPresent() ? name : "")
        .distinct()
        .map(name -> new Waiting(pod.getMetadata().getNamespace(), name));
  }
}

package dev.lockstep.operator.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/// The operator's clients of the API server. They trim each response, object by object while they
/// parse it, to the fields that the operator reads, so neither a cache nor a list holds more of
/// what users can write at any length.
///
/// @param objects the client for everything except watching ConfigMaps
/// @param metadata the client for watching ConfigMaps: the API server sends only their metadata
public record SlimClients(KubernetesClient objects, KubernetesClient metadata)
    implements AutoCloseable {
  /// The number of objects per page of a list; each object may be larger than a megabyte.
  public static final long PAGE = 10;

  /// Creates the clients of an API server.
  public static SlimClients of(Config config) {
    KubernetesSerialization ofMetadata = serialization();
    ofMetadata.registerKubernetesResource("v1", "ConfigMap", ConfigMapMetadata.class);
    ofMetadata.registerKubernetesResource(
        "meta.k8s.io/v1", "PartialObjectMetadata", ConfigMapMetadata.class);
    return new SlimClients(
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(serialization())
            .build(),
        new KubernetesClientBuilder()
            .withConfig(config)
            .withKubernetesSerialization(ofMetadata)
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("metadata", new MetadataAlone()))
            .build());
  }

  /// Returns the serialization that trims objects while it parses them.
  static KubernetesSerialization serialization() {
    var mapper = new ObjectMapper();
    mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    mapper.addMixIn(SchemaMigration.class, OfMigrations.class);
    mapper.addMixIn(Job.class, OfJobs.class);
    mapper.addMixIn(Pod.class, OfPods.class);
    mapper.addMixIn(Event.class, OfEvents.class);
    return new KubernetesSerialization(mapper, true);
  }

  /// Returns a copy of [#objects] that stops retrying soon.
  public KubernetesClient impatient() {
    return objects
        .newClient(
            new RequestConfigBuilder(objects.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(2)
                .withRequestRetryBackoffInterval(100)
                .build())
        .adapt(KubernetesClient.class);
  }

  @Override
  public void close() {
    objects.close();
    metadata.close();
  }

  /// Requests metadata instead of objects.
  private static final class MetadataAlone implements Interceptor {
    @Override
    public void before(BasicBuilder request, HttpRequest whole, RequestTags tags) {
      boolean watch = String.valueOf(whole.uri().getQuery()).contains("watch=true");
      request.setHeader(
          "Accept",
          "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1"
              .formatted(watch ? "" : "List"));
    }
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  @JsonDeserialize(converter = MigrationSlimmer.class)
  private interface OfMigrations {}

  @JsonDeserialize(converter = JobSlimmer.class)
  private interface OfJobs {}

  @JsonDeserialize(converter = PodSlimmer.class)
  private interface OfPods {}

  @JsonDeserialize(converter = EventSlimmer.class)
  private interface OfEvents {}

  private static final class MigrationSlimmer
      extends StdConverter<SchemaMigration, SchemaMigration> {
    @Override
    public SchemaMigration convert(SchemaMigration full) {
      return SlimObjects.migration(full);
    }
  }

  private static final class JobSlimmer extends StdConverter<Job, Job> {
    @Override
    public Job convert(Job full) {
      return SlimObjects.job(full);
    }
  }

  private static final class PodSlimmer extends StdConverter<Pod, Pod> {
    @Override
    public Pod convert(Pod full) {
      return SlimObjects.pod(full);
    }
  }

  private static final class EventSlimmer extends StdConverter<Event, Event> {
    @Override
    public Event convert(Event full) {
      return SlimObjects.event(full);
    }
  }
}

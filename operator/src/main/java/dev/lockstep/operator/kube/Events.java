package dev.lockstep.operator.kube;

import dev.lockstep.schema.Printable;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Events, which `kubectl describe` shows. An Event that cannot be written does not fail the
/// pass: the error is logged and the Event dropped.
public final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  /// The source component of the Events.
  public static final String COMPONENT = "lockstep";

  private static final int MESSAGE_LIMIT = 1_000;

  private final KubernetesClient client;
  private final Clock clock;

  public Events(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /// The type of an Event.
  public enum Level {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String label;

    Level(String label) {
      this.label = label;
    }
  }

  /// Writes an Event about an object.
  public void about(HasMetadata object, Level level, String reason, String message) {
    about(reference(object), level, reason, message);
  }

  /// Writes an Event about the owner of an object.
  public void about(
      String namespace, OwnerReference owner, Level level, String reason, String message) {
    about(
        new ObjectReferenceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getName())
            .withUid(owner.getUid())
            .withNamespace(namespace)
            .build(),
        level,
        reason,
        message);
  }

  private void about(ObjectReference object, Level level, String reason, String message) {
    Instant now = clock.instant();
    String second = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(object.getNamespace())
            .withName(COMPONENT + "-" + UUID.randomUUID())
            .endMetadata()
            .withInvolvedObject(object)
            .withType(level.label)
            .withReason(reason)
            .withMessage(shortened(Printable.line(message)))
            .withNewSource()
            .withComponent(COMPONENT)
            .endSource()
            .withReportingComponent("lockstep.dev/operator")
            .withFirstTimestamp(second)
            .withLastTimestamp(second)
            .withCount(1)
            .build();
    try {
      client.v1().events().inNamespace(object.getNamespace()).resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.atDebug()
          .addKeyValue(LogKeys.NAMESPACE, object.getNamespace())
          .addKeyValue(LogKeys.NAME, object.getName())
          .setCause(e)
          .log("Could not write an Event");
    }
  }

  private static String shortened(String message) {
    return message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT);
  }

  private static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withName(object.getMetadata().getName())
        .withNamespace(object.getMetadata().getNamespace())
        .withUid(object.getMetadata().getUid())
        .withResourceVersion(object.getMetadata().getResourceVersion())
        .build();
  }
}

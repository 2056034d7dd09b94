package dev.lockstep.operator.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of a ConfigMap that the operator watches: name, labels and version. As most ConfigMaps
/// of a cluster are unrelated to Lockstep, the operator requests their metadata only
/// ([SlimClients#metadata]), and anything else that the API server sends is dropped while it is
/// parsed.
@Group("")
@Version("v1")
@Kind("ConfigMap")
@Plural("configmaps")
@Singular("configmap")
@JsonDeserialize(using = JsonDeserializer.None.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ConfigMapMetadata implements HasMetadata, Namespaced {
  private static final long serialVersionUID = 1L;

  private ObjectMeta metadata = new ObjectMeta();

  @Override
  public ObjectMeta getMetadata() {
    return metadata;
  }

  @Override
  public void setMetadata(@Nullable ObjectMeta full) {
    metadata = full == null ? new ObjectMeta() : SlimMetadata.ofConfigMap(full);
  }

  /// Returns whether the ConfigMap may have certain labels. If it has more labels than are kept, it
  /// must be read to know.
  public boolean mayHave(Map<String, String> labels) {
    return SlimMetadata.mayHave(metadata, labels);
  }

  @Override
  public void setApiVersion(String version) {
    // The version is always that of the annotations above, whatever the response says.
  }
}

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

/// What the operator watches of the ConfigMaps of a cluster, most of which are other people's:
/// name, labels and version. The API server is asked for no more ([SlimClients#metadata]), and
/// whatever else it sends is passed over while it is read.
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

  /// Whether it may have certain labels. One with very many labels has to be read to know.
  public boolean mayHave(Map<String, String> labels) {
    return SlimMetadata.mayHave(metadata, labels);
  }

  @Override
  public void setApiVersion(String version) {
    // It is always that of the annotations above, whatever the answer calls itself.
  }
}

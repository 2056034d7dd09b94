package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The user and groups of a pod. If all are absent, the image and the cluster determine them.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodIdentity(
    @JsonPropertyDescription("The UID that all containers run as. Must not be root.")
        @Min(1)
        @Max(Integer.MAX_VALUE)
        @Nullable Long runAsUser,
    @JsonPropertyDescription("The primary GID of all containers.") @Min(0) @Max(Integer.MAX_VALUE)
        @Nullable Long runAsGroup,
    @JsonPropertyDescription("The GID that owns the volumes.") @Min(0) @Max(Integer.MAX_VALUE)
        @Nullable Long fsGroup,
    @JsonPropertyDescription("Supplementary GIDs of all containers. At most 32.") @Size(max = 32)
        List<Long> supplementalGroups) {
  public PodIdentity {
    supplementalGroups = supplementalGroups == null ? List.of() : List.copyOf(supplementalGroups);
  }
}

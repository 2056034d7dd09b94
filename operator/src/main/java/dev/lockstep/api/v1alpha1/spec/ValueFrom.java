package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/// The source of a value. A value that may be secret is never given literally.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueFrom(
    @JsonPropertyDescription("A key of a Secret that holds the value.") @Required
        SecretKeyRef secretKeyRef) {
  public ValueFrom {
    secretKeyRef = secretKeyRef == null ? new SecretKeyRef("", "") : secretKeyRef;
  }
}

package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// One key of a ConfigMap of the same namespace.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigMapKeyRef(
    @JsonPropertyDescription("Name of the ConfigMap, in the namespace of this resource.")
        @Required
        @Size(min = 1, max = Rules.OBJECT_NAME_SIZE)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String name,
    @JsonPropertyDescription("Key in the ConfigMap, such as ca.crt.")
        @Required
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.CONFIG_MAP_KEY_MESSAGE)
        String key) {
  public ConfigMapKeyRef {
    name = name == null ? "" : name;
    key = key == null ? "" : key;
  }
}

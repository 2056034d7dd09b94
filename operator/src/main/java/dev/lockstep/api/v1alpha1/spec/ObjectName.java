package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/// A reference to an object in the same namespace.
///
/// @param name the name of the object, empty if absent
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectName(
    @JsonPropertyDescription("Name of the object, in the namespace of this resource.")
        @Required
        @Size(min = 1, max = Rules.OBJECT_NAME_SIZE)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String name) {
  public ObjectName {
    name = name == null ? "" : name;
  }
}

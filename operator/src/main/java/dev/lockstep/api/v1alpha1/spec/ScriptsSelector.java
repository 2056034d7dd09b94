package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The labels of the ConfigMaps that hold scripts.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScriptsSelector(
    @JsonPropertyDescription(
            "Labels that a ConfigMap must have. All of them must match. At most 16.")
        @Required
        @Size(max = 16)
        @ValidationRule(
            value = "self.size() > 0",
            message = "set at least one label: without labels, every ConfigMap would be selected")
        @ValidationRule(value = Rules.LABELS, message = Rules.LABELS_MESSAGE)
        Map<String, String> matchLabels) {
  public ScriptsSelector {
    matchLabels =
        matchLabels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(matchLabels));
  }

  /// Returns whether a ConfigMap with these labels is selected. A selector without labels selects
  /// none.
  public boolean matches(Map<String, String> labels) {
    return !matchLabels.isEmpty() && labels.entrySet().containsAll(matchLabels.entrySet());
  }
}

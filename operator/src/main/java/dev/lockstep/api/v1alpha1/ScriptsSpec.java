package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where the scripts are. The placeholders are kept in the order of their names, so that the same
/// spec always has the same text; the style `Auto`, which the API server fills in, counts as
/// absent, because it would change the digest of every spec otherwise.
@ValidationRule(
    value = "has(self.configMaps) || has(self.selector)",
    message =
        "say where the scripts are: name ConfigMaps in configMaps, or their labels in selector")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScriptsSpec(
    @JsonPropertyDescription(
            "The ConfigMaps whose files are the scripts. All of them together, and those that selector finds, are one set: versions must be unique among them. At least 1, at most 32.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.size() > 0",
            message = "name at least one ConfigMap that holds scripts")
        @ValidationRule(
            value = "self.all(a, self.exists_one(b, a.name == b.name))",
            message = "a ConfigMap is named twice: name each once")
        List<ObjectName> configMaps,
    @JsonPropertyDescription(
            "Finds ConfigMaps by their labels, also later ones. A set that is created in several pieces may be run piece by piece: use configMaps where that must not be.")
        @Nullable ScriptsSelector selector,
    @JsonPropertyDescription(
            "Values for ${name} in the scripts. Only the names that are listed here are replaced; any other ${...} is left as it is, and with no names listed nothing is. The values are not secret: they stand in this resource. At most 64 names.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.all(k, size(k) <= 63 && k.matches('^[A-Za-z_][A-Za-z0-9_.-]*$'))",
            message =
                "a placeholder's name begins with a letter or '_', goes on with letters, digits, '_', '.' and '-', and has at most 63 characters: rename it here and in the scripts")
        Map<String, String> placeholders,
    @JsonPropertyDescription(
            "How the scripts are named and divided: Flyway (V7__x.sql), Numbered (007_x.sql), UpDown (007_x.up.sql with 007_x.down.sql), Goose (007_x.sql with '-- +goose Up'), Dbmate (2026_x.sql with '-- migrate:up'), or Auto, which finds it from the scripts. Default: Auto.")
        @Default("Auto")
        @Nullable ScriptStyle style) {
  static final ScriptsSpec NONE = new ScriptsSpec(List.of(), null, Map.of(), null);

  public ScriptsSpec {
    configMaps = configMaps == null ? List.of() : List.copyOf(configMaps);
    placeholders =
        placeholders == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(placeholders));
    style = style == ScriptStyle.AUTO ? null : style;
  }
}

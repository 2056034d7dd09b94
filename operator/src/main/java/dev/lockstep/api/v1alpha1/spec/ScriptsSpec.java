package dev.lockstep.api.v1alpha1.spec;

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

/// The source of the scripts. Placeholders are sorted by name, so that the same spec always has the
/// same text. The style `Auto`, which the API server fills in, counts as absent, because it would
/// otherwise change the digest of every spec; so do `Reject` and an empty list of names to ignore.
@ValidationRule(
    value = "has(self.configMaps) || has(self.selector)",
    message = "set the ConfigMaps that hold the scripts in configMaps, or their labels in selector")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScriptsSpec(
    @JsonPropertyDescription(
            "The ConfigMaps that hold the scripts. Together with those that selector matches they form one set, in which each version must be unique. At least 1, at most 32.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.size() > 0",
            message = "list at least one ConfigMap that holds scripts")
        @ValidationRule(
            value = "self.all(a, self.exists_one(b, a.name == b.name))",
            message = "a ConfigMap is listed twice: list each only once")
        List<ObjectName> configMaps,
    @JsonPropertyDescription(
            "Selects ConfigMaps by their labels, including ones created later. A set that is created in several steps may run in several steps, unless digest pins the complete set.")
        @Nullable ScriptsSelector selector,
    @JsonPropertyDescription(
            "Values for ${name} in the scripts. Only the names listed here are replaced; any other ${...} is left unchanged. The values are not secret: they are visible in this resource. At most 64 names.")
        @Size(max = 64)
        @ValidationRule(
            value =
                "self.all(k, size(k) <= 63 && k.matches('^(flyway:)?[A-Za-z_][A-Za-z0-9_.-]*$'))",
            message =
                "a placeholder name must begin with a letter or '_', continue with letters, digits, '_', '.' and '-', and have at most 63 characters: rename the placeholder here and in the scripts")
        Map<String, String> placeholders,
    @JsonPropertyDescription(
            "The naming scheme of the scripts: Flyway (V7__x.sql), Numbered (007_x.sql), UpDown (007_x.up.sql with 007_x.down.sql), Goose (007_x.sql with '-- +goose Up'), Dbmate (2026_x.sql with '-- migrate:up'), or Auto, which detects it from the scripts. Default: Auto.")
        @Default("Auto")
        @Nullable ScriptStyle style,
    @JsonPropertyDescription(
            "Patterns for the names of files in the ConfigMaps that are not scripts: `*` matches any characters, `?` matches one. Files that no tool reads as scripts (README.md, atlas.sum, editor backups) are ignored without a pattern. At most 32 patterns of 1 to 253 characters.")
        @Size(max = 32)
        @ValidationRule(
            value = "self.all(p, size(p) > 0 && !p.contains('/'))",
            message =
                "a pattern must be a file name with optional * and ?, without a slash, such as *.json")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<@Size(max = 253) String> ignore,
    @JsonPropertyDescription(
            "The digest of the script set to run, as `lockstep digest` prints it and status.scriptsDigest shows it. No run starts until the ConfigMaps hold exactly this set; until then the reason is WaitingForScripts. If the names of the ConfigMaps do not change, the digest also changes the resource together with its scripts, so `kubectl wait`, Flux, Argo CD and Helm do not report the previous state. Default: whatever the ConfigMaps hold.")
        @Size(max = 71)
        @ValidationRule(
            value = "self.matches('^sha256:[0-9a-f]{64}$')",
            message =
                "write the digest as lockstep digest prints it: sha256: and 64 hexadecimal digits in lower case")
        @Nullable String digest,
    @JsonPropertyDescription(
            "How to handle applied scripts that are missing from the set and newer than every script in it, such as after a `git revert`. Reject: refuse the run with reason UnknownApplied. Accept: leave them applied, treat the set as in step, and list them in status.warnings; no older script may be missing from the set. Default: Reject.")
        @Default("Reject")
        @Nullable NewerApplied newerApplied) {
  public static final ScriptsSpec NONE =
      new ScriptsSpec(List.of(), null, Map.of(), null, List.of(), null, null);

  public ScriptsSpec {
    configMaps = configMaps == null ? List.of() : List.copyOf(configMaps);
    placeholders =
        placeholders == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(placeholders));
    style = style == ScriptStyle.AUTO ? null : style;
    ignore = ignore == null ? List.of() : List.copyOf(ignore);
    newerApplied = newerApplied == NewerApplied.REJECT ? null : newerApplied;
  }
}

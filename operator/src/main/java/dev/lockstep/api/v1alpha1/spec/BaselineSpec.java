package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/// The state of a database from before Lockstep. The default of `adopt`, which the API server fills
/// in, counts as absent.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BaselineSpec(
    @JsonPropertyDescription(
            "The version that a database without any history is already at. Scripts up to this version count as applied and never run. Must be the version of one of the scripts; quote it if it contains a dot. Refused for an empty schema. Has no effect once the history has reached the version.")
        @SchemaFrom(type = IntOrString.class)
        @Size(min = 1, max = 128)
        @ValidationRule(
            value = "type(self) == int ? self >= 0 : self.matches('^[0-9]+([._-][0-9]+)*$')",
            message =
                "write a version in quotes: numbers separated by '.', '_' or '-', such as \"7\" or \"1.10\"")
        @Nullable String version,
    @JsonPropertyDescription(
            "How to handle a history left by Flyway, Liquibase, golang-migrate, goose, dbmate, Atlas, sqlx or refinery in a database without a Lockstep history. Reject: refuse the run. Auto: adopt the history. Ignore: run all scripts. Default: Reject.")
        @Default("Reject")
        @Nullable Adopt adopt,
    @JsonPropertyDescription(
            "The table that holds that history, as schema.table, with double quotes around names that contain capitals. Needed only if the table is not in the schema of spec.database.")
        @Size(min = 1, max = 160)
        @Nullable String table) {
  public BaselineSpec {
    adopt = adopt == Adopt.REJECT ? null : adopt;
  }

  /// Returns whether no field is set. The method is not named like a getter, because the CRD
  /// generator would make a field of it.
  public boolean hasNoFields() {
    return version == null && adopt == null && table == null;
  }
}

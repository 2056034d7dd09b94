package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/// What is known of a database from before Lockstep. The default of `adopt`, which the API server
/// fills in, counts as absent.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BaselineSpec(
    @JsonPropertyDescription(
            "The version that a database without any history is at: scripts up to it count as applied and never run. One of the scripts' versions, in quotes where it has a dot. An empty schema is refused; once the history has reached the version, it asks for nothing.")
        @SchemaFrom(type = IntOrString.class)
        @Size(min = 1, max = 128)
        @ValidationRule(
            value = "type(self) == int ? self >= 0 : self.matches('^[0-9]+([._-][0-9]+)*$')",
            message =
                "write a version in quotes: numbers separated by '.', '_' or '-', such as \"7\" or \"1.10\"")
        @Nullable String version,
    @JsonPropertyDescription(
            "What becomes of the history that Flyway, Liquibase, golang-migrate, goose, dbmate, Atlas or sqlx has left where Lockstep has recorded nothing: Reject refuses the run, Auto takes the history over, Ignore runs all scripts. Default: Reject.")
        @Default("Reject")
        @Nullable Adopt adopt,
    @JsonPropertyDescription(
            "The table that has that history, as schema.table, with double quotes where a name has capitals. Needed only when it is not in the schema of spec.database.")
        @Size(min = 1, max = 160)
        @Nullable String table) {
  public BaselineSpec {
    adopt = adopt == Adopt.REJECT ? null : adopt;
  }

  /// Whether nothing is said.
  boolean isEmpty() {
    return version == null && adopt == null && table == null;
  }
}

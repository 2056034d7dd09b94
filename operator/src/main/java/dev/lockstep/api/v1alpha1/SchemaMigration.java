package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// A set of SQL scripts, the database to apply them to, and the result.
///
/// Reading a SchemaMigration never fails because of the content of its `spec` or `status`: see
/// [LenientSpec] and [LenientStatus].
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')",
    message =
        "the name is used in Job names and labels: use at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit")
@Group(LockstepNames.GROUP)
@Version("v1alpha1")
@Kind("SchemaMigration")
@Plural("schemamigrations")
@Singular("schemamigration")
@ShortNames("smig")
@Categories("lockstep")
public final class SchemaMigration
    extends CustomResource<SchemaMigrationSpec, SchemaMigrationStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable SchemaMigrationSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable SchemaMigrationStatus initStatus() {
    return null;
  }

  @JsonPropertyDescription(
      "The desired state: which scripts to apply, to which database, up to which version.")
  @Required
  @Override
  public SchemaMigrationSpec getSpec() {
    return super.getSpec();
  }

  @JsonDeserialize(using = LenientSpec.class)
  @Override
  public void setSpec(SchemaMigrationSpec spec) {
    super.setSpec(spec);
  }

  /// Returns the status. The API server sets a generation of -1 on a new resource, so that no
  /// reader takes its status for current.
  @JsonPropertyDescription(
      "The observed state: what the database records, and what the operator is doing. Written by the operator only.")
  @Default("{\"observedGeneration\":-1}")
  @Override
  public SchemaMigrationStatus getStatus() {
    return super.getStatus();
  }

  @JsonDeserialize(using = LenientStatus.class)
  @Override
  public void setStatus(SchemaMigrationStatus status) {
    super.setStatus(status);
  }
}

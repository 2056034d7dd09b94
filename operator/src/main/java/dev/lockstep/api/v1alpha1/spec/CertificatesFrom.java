package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// The source of certificates. They are not secret, but are often stored in the same Secret as a
/// key.
@ValidationRule(
    value = "has(self.configMapKeyRef) != has(self.secretKeyRef)",
    message = "set exactly one of configMapKeyRef and secretKeyRef")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificatesFrom(
    @JsonPropertyDescription("A key of a ConfigMap that holds the certificates in PEM format.")
        @Nullable ConfigMapKeyRef configMapKeyRef,
    @JsonPropertyDescription("A key of a Secret that holds the certificates in PEM format.")
        @Nullable SecretKeyRef secretKeyRef) {}

package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// How the connection is secured. What it leaves open, the URL in the Secret says.
@ValidationRule(
    value = "!has(self.mode) || !(self.mode in ['verify-ca', 'verify-full']) || has(self.caFrom)",
    message = "verify-ca and verify-full need the certificate of the authority: set caFrom")
@ValidationRule(
    value =
        "!has(self.mode) || self.mode != 'disable' || !(has(self.caFrom) || has(self.clientCertFrom))",
    message =
        "mode disable uses no certificates: remove caFrom and clientCertFrom, or choose another mode")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseTls(
    @JsonPropertyDescription(
            "One of disable, allow, prefer, require, verify-ca and verify-full, as psql's sslmode. When absent: verify-full with caFrom, else what the URL in the Secret says, else prefer.")
        @Nullable TlsMode mode,
    @JsonPropertyDescription(
            "The certificates of the authorities that may sign the server's certificate, as PEM.")
        @Nullable CertificatesFrom caFrom,
    @JsonPropertyDescription(
            "The certificate that the server knows the client by, where it asks for one.")
        @Nullable ClientCertificateFrom clientCertFrom) {}

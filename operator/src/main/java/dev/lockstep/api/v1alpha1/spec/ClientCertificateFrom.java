package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/// The source of the client certificate and its key.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientCertificateFrom(
    @JsonPropertyDescription(
            "A Secret of type kubernetes.io/tls, such as cert-manager creates: tls.crt, and tls.key in PKCS#8, PKCS#1 or SEC1 format without a passphrase.")
        @Required
        ObjectName secretRef) {
  public ClientCertificateFrom {
    secretRef = secretRef == null ? new ObjectName("") : secretRef;
  }
}

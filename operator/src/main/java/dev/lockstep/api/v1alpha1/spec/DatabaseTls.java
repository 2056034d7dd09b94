package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The TLS settings of the connection. Absent settings are taken from the URL in the Secret.
@ValidationRule(
    value = "!has(self.mode) || !(self.mode in ['verify-ca', 'verify-full']) || has(self.caFrom)",
    message = "verify-ca and verify-full require a CA certificate: set caFrom")
@ValidationRule(
    value =
        "!has(self.mode) || self.mode != 'disable' || !(has(self.caFrom) || has(self.clientCertFrom))",
    message =
        "certificates are not used with mode disable: remove caFrom and clientCertFrom, or choose another mode")
@ValidationRule(
    value =
        "!has(self.mode) || self.mode != 'disable' || !has(self.channelBinding) || self.channelBinding != 'require'",
    message = "channel binding requires TLS: choose another mode, or set channelBinding to prefer")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseTls(
    @JsonPropertyDescription(
            "One of disable, allow, prefer, require, verify-ca and verify-full, with the meaning of psql's sslmode. If absent: verify-full with caFrom, otherwise the value in the URL of the Secret, otherwise prefer.")
        @Nullable TlsMode mode,
    @JsonPropertyDescription(
            "The CA certificates that the server certificate is verified against, in PEM format.")
        @Nullable CertificatesFrom caFrom,
    @JsonPropertyDescription("The client certificate, for servers that request one.")
        @Nullable ClientCertificateFrom clientCertFrom,
    @JsonPropertyDescription(
            "One of disable, prefer and require, with the meaning of psql's channel_binding: whether SCRAM authentication is bound to the TLS connection, which protects it from a man in the middle. If absent: the value in the URL of the Secret, otherwise prefer.")
        @Nullable ChannelBinding channelBinding,
    @JsonPropertyDescription(
            "The authentication methods that the server may use, with the meaning of psql's require_auth: password (clear text), md5, gss, sspi, scram-sha-256 and none; or each prefixed with !, to allow all but these. If absent: the value in the URL of the Secret; otherwise all, except that no clear-text password is sent to a server whose certificate is not verified. Servers that check passwords with LDAP, PAM or RADIUS request clear text: unless mode is verify-ca or verify-full, list password here.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 6)
        @ValidationRule(value = Rules.AUTH_METHODS, message = Rules.AUTH_METHODS_MESSAGE)
        @ValidationRule(
            value = Rules.AUTH_METHODS_ALIKE,
            message = Rules.AUTH_METHODS_ALIKE_MESSAGE)
        List<@Size(max = 40) String> requireAuth) {
  public DatabaseTls {
    requireAuth = requireAuth == null ? List.of() : List.copyOf(requireAuth);
  }
}

package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The database and the schema in it. Exactly one of `secretRef` and `host` is set.
@ValidationRule(
    value = "has(self.secretRef) != has(self.host)",
    message =
        "set exactly one of secretRef (a Secret that holds the whole connection) and host (with name, userFrom and passwordFrom)")
@ValidationRule(
    value =
        "!has(self.secretRef) || !(has(self.port) || has(self.userFrom) || has(self.passwordFrom))",
    message =
        "with secretRef the Secret holds the connection: remove port, userFrom and passwordFrom, or put them in the Secret")
@ValidationRule(
    value = "!has(self.host) || (has(self.name) && has(self.userFrom) && has(self.passwordFrom))",
    message = "host requires name, userFrom and passwordFrom: add the missing fields")
@ValidationRule(
    value = "!has(self.keys) || has(self.secretRef)",
    message = "keys renames the keys of the Secret in secretRef: set secretRef, or remove keys")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseSpec(
    @JsonPropertyDescription(
            "The Secret that holds the connection, under the keys that CloudNativePG, Crossplane and Service Binding use: uri; or jdbc-uri; or host (or endpoint), port, dbname (or database), username (or user) and password. A Secret that holds only user and password, as Zalando's operator creates it, needs host as well. The operator never reads the Secret: the Job's pod mounts it. Set either secretRef or host.")
        @Nullable ObjectName secretRef,
    @JsonPropertyDescription("Names of the keys in secretRef, if they differ from the usual ones.")
        @Nullable SecretKeys keys,
    @JsonPropertyDescription(
            "Host name or IP address of the server, without a port. Requires name, userFrom and passwordFrom.")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value =
                "self.matches('^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$') || self.matches('^[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$')",
            message =
                "host must be a host name or IP address, such as db.shop.svc: set the port in port and the database in name")
        @Nullable String host,
    @JsonPropertyDescription("Port of the server, from 1 to 65535. 5432 if absent. Only with host.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            "Name of the database, spelled exactly as on the server. With secretRef it overrides the name in the Secret, and is needed for Secrets that name no database, such as those of Crossplane's roles.")
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription("Source of the user name. Only with host.")
        @Nullable ValueFrom userFrom,
    @JsonPropertyDescription(
            "Source of the password. Only with host. This resource never contains a password.")
        @Nullable ValueFrom passwordFrom,
    @JsonPropertyDescription(
            "The schema that comes first in the search_path of the scripts (public: only if the database's own search_path lacks it) and that holds the tables migration_history, migration_attempts and migration_catalog. Spelled exactly as in the database. Created if it does not exist. Default: public.")
        @Default("public")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "size(bytes(self)) <= 63",
            message = "PostgreSQL truncates names to 63 bytes: use a shorter schema name")
        @ValidationRule(
            value = "!self.startsWith('pg_') && self != 'information_schema' && self != '$user'",
            message =
                "PostgreSQL reserves information_schema, $user and names that begin with pg_: use another schema, such as public")
        @ValidationRule(
            value = "!self.matches('[[:cntrl:]]')",
            message =
                "a schema name must not contain control characters: remove line breaks and tabs")
        String schema,
    @JsonPropertyDescription(
            "TLS settings of the connection. Fields that are absent fall back to the URL in the Secret. Without either, TLS is used if the server supports it, and the certificate is not verified.")
        @Nullable DatabaseTls tls,
    @JsonPropertyDescription(
            "The role to switch to after connecting, which then owns the history and everything that the scripts create. The user must be a member of it. A script can leave the role (SET ROLE NONE), so it is no security boundary: connect as a user with only the privileges that the scripts need. If absent, the connecting user is used.")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "size(bytes(self)) <= 63 && self != 'none'",
            message =
                "role must be the name of a role in the database: at most 63 bytes, and not none")
        @ValidationRule(
            value = "!self.matches('[[:cntrl:]]')",
            message =
                "a role name must not contain control characters: remove line breaks and tabs")
        @Nullable String role,
    @JsonPropertyDescription(
            "Configuration parameters of the session that runs the scripts, such as TimeZone: Europe/Berlin. They override the settings of the database and of the role. At most 64.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 64)
        @ValidationRule(value = Rules.SETTING_NAMES, message = Rules.SETTING_NAMES_MESSAGE)
        @ValidationRule(value = Rules.SETTINGS, message = Rules.SETTINGS_MESSAGE)
        @ValidationRule(value = Rules.DATE_STYLE, message = Rules.DATE_STYLE_MESSAGE)
        Map<String, String> settings) {
  public static final DatabaseSpec NONE =
      new DatabaseSpec(null, null, null, null, null, null, null, "", null, null, Map.of());

  public DatabaseSpec {
    schema = schema == null || schema.isEmpty() ? "public" : schema;
    settings = settings == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(settings));
  }
}

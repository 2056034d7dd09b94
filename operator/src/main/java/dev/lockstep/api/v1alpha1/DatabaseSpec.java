package dev.lockstep.api.v1alpha1;

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

/// The database and the schema in it. Either `secretRef` or `host` is given.
@ValidationRule(
    value = "has(self.secretRef) != has(self.host)",
    message =
        "set either secretRef, a Secret that holds the whole connection, or host with name, userFrom and passwordFrom; not both")
@ValidationRule(
    value =
        "!has(self.secretRef) || !(has(self.port) || has(self.userFrom) || has(self.passwordFrom))",
    message =
        "with secretRef the Secret holds the connection: remove port, userFrom and passwordFrom, or put them in the Secret")
@ValidationRule(
    value = "!has(self.host) || (has(self.name) && has(self.userFrom) && has(self.passwordFrom))",
    message = "host also needs name, userFrom and passwordFrom: add those that are missing")
@ValidationRule(
    value = "!has(self.keys) || has(self.secretRef)",
    message = "keys renames the keys of the Secret in secretRef: set secretRef, or remove keys")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseSpec(
    @JsonPropertyDescription(
            "The Secret that holds the connection, in the keys that CloudNativePG, Crossplane and Service Binding write: uri; or jdbc-uri; or host (or endpoint), port, dbname (or database), username (or user) and password. What has user and password alone, as Zalando's operator writes it, goes with host. The operator never reads it: the Job's pod mounts it. Either secretRef or host is set.")
        @Nullable ObjectName secretRef,
    @JsonPropertyDescription(
            "Names of the keys in secretRef, where they differ from the usual ones.")
        @Nullable SecretKeys keys,
    @JsonPropertyDescription(
            "Host name or IP address of the server, without port. Needs name, userFrom and passwordFrom.")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value =
                "self.matches('^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$') || self.matches('^[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$')",
            message =
                "write the host name or IP address alone, such as db.shop.svc: the port goes into port, the database into name")
        @Nullable String host,
    @JsonPropertyDescription(
            "Port of the server, from 1 to 65535. 5432 when absent; only with host.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            "Name of the database on the server, exactly as it is spelled there. With secretRef it counts more than what the Secret says, and is for Secrets that name none, as those of Crossplane's roles.")
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription("Where the user's name is read from; only with host.")
        @Nullable ValueFrom userFrom,
    @JsonPropertyDescription(
            "Where the user's password is read from; only with host. A password is never written in this resource.")
        @Nullable ValueFrom passwordFrom,
    @JsonPropertyDescription(
            "The schema that comes first in the scripts' search_path (public: unless the database's own search_path has it already), and in which the tables migration_history, migration_attempts and migration_catalog live, exactly as it is spelled in the database. Created when it is missing. Default: public.")
        @Default("public")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "size(bytes(self)) <= 63",
            message = "PostgreSQL cuts names after 63 bytes: use a shorter schema name")
        @ValidationRule(
            value = "!self.startsWith('pg_') && self != 'information_schema' && self != '$user'",
            message =
                "PostgreSQL keeps names that begin with pg_, information_schema and $user for itself: name a schema of your own, such as public")
        @ValidationRule(
            value = "!self.matches('[[:cntrl:]]')",
            message = "a schema name has no control characters: remove line ends and tabs")
        String schema,
    @JsonPropertyDescription(
            "How the connection is secured. What it leaves open, the URL in the Secret says; without either, TLS is used where the server has it, and its certificate is not checked.")
        @Nullable DatabaseTls tls,
    @JsonPropertyDescription(
            "The role that everything runs as, so that it owns what the scripts create and the history; the user must be a member of it. Absent: the user who connects.")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "size(bytes(self)) <= 63 && self != 'none'",
            message =
                "PostgreSQL cuts names after 63 bytes, and none is no role: name the role as it is spelled in the database")
        @ValidationRule(
            value = "!self.matches('[[:cntrl:]]')",
            message = "a role's name has no control characters: remove line ends and tabs")
        @Nullable String role,
    @JsonPropertyDescription(
            "Parameters of the scripts' session, such as TimeZone: Europe/Berlin. They count more than what database and role are set to. At most 64.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 64)
        @ValidationRule(value = Rules.SETTING_NAMES, message = Rules.SETTING_NAMES_MESSAGE)
        @ValidationRule(value = Rules.SETTINGS, message = Rules.SETTINGS_MESSAGE)
        @ValidationRule(value = Rules.DATE_STYLE, message = Rules.DATE_STYLE_MESSAGE)
        Map<String, String> settings) {
  static final DatabaseSpec NONE =
      new DatabaseSpec(null, null, null, null, null, null, null, "", null, null, Map.of());

  public DatabaseSpec {
    schema = schema == null || schema.isEmpty() ? "public" : schema;
    settings = settings == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(settings));
  }
}

package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/// Names of keys that differ from the default ones. An absent name keeps its default.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeys(
    @JsonPropertyDescription(
            "Key that holds the whole connection as postgresql://user:password@host:port/dbname. Default: uri.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String uri,
    @JsonPropertyDescription(
            "Key that holds the whole connection as jdbc:postgresql://host:port/dbname. Default: jdbc-uri.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String jdbcUri,
    @JsonPropertyDescription(
            "Key that holds the host name or address of the server. Default: host.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String host,
    @JsonPropertyDescription("Key that holds the port of the server. Default: port.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String port,
    @JsonPropertyDescription(
            "Key that holds the database name. Default: dbname, or database if dbname is missing.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String dbname,
    @JsonPropertyDescription(
            "Key that holds the user name. Default: username, or user if username is missing.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String username,
    @JsonPropertyDescription("Key that holds the password. Default: password.")
        @Size(min = 1, max = Rules.KEY_SIZE)
        @ValidationRule(value = Rules.KEY, message = Rules.KEY_MESSAGE)
        @Nullable String password) {
  static final SecretKeys NONE = new SecretKeys(null, null, null, null, null, null, null);
}

package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The environment variables of psql, as in libpq. An empty variable counts as unset.
record PsqlVariables(Map<String, String> environment) {
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "PGSSLMODE", "sslmode",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey",
          "PGSSLNEGOTIATION", "sslNegotiation",
          "PGCHANNELBINDING", "channelBinding",
          "PGREQUIREAUTH", "requireAuth",
          "PGGSSENCMODE", "gssEncMode",
          "PGTARGETSESSIONATTRS", "targetServerType",
          "PGLOADBALANCEHOSTS", "loadBalanceHosts");

  /// The variables with an option, which reports an invalid value.
  private static final Pattern OPTIONS =
      Pattern.compile("PGSSLMODE|PGCHANNELBINDING|PGREQUIREAUTH");

  private static final Pattern MEANT =
      Pattern.compile("(?i).*(search_path|\\brole\\b|session_authorization).*", Pattern.DOTALL);

  /// The parts of the connection, without the addresses.
  private ConnectionParts parts() {
    return new ConnectionParts(
        given("PGHOST"),
        given("PGPORT"),
        given("PGDATABASE"),
        given("PGUSER"),
        environment.get("PGPASSWORD"),
        new UrlParameters(parameters(), null, java.util.List.of()));
  }

  /// The addresses of the servers, to which libpq connects regardless of the host names.
  private @Nullable Given addresses() {
    return given("PGHOSTADDR");
  }

  /// Completes the parts that the options do not set.
  ///
  /// @param alone whether no URL is given; then, as in psql, the database defaults to the user name
  ConnectionParts complete(ConnectionParts options, boolean alone) {
    requireUnderstood(
        options.hosts() != null && options.database() != null && options.user() != null);
    ConnectionParts all = options.orVariables(parts());
    Given hosts = HostList.either(all.hosts(), addresses());
    boolean likeUser = all.database() == null && (alone || given("PGUSER") != null);
    return new ConnectionParts(
        hosts,
        all.ports(),
        likeUser ? all.user() : all.database(),
        all.user(),
        all.password(),
        all.parameters());
  }

  /// Rejects variables with which psql would use another database or another schema or role in it.
  private void requireUnderstood(boolean complete) {
    if (given("PGSERVICE") != null && !complete) {
      throw new UsageException(
          "PGSERVICE is set, but service files are not supported: set PGHOST, PGPORT, PGDATABASE and PGUSER, or --url and --user");
    }
    if (MEANT.matcher(environment.getOrDefault("PGOPTIONS", "")).matches()) {
      throw new UsageException(
          "PGOPTIONS sets a search_path or a role, but is not supported: unset it, and set --schema or --role");
    }
  }

  private Map<String, Given> parameters() {
    var parameters = new HashMap<String, Given>();
    PARAMETERS.forEach(
        (variable, parameter) -> {
          Given value = given(variable);
          if (value != null) {
            parameters.put(
                parameter, OPTIONS.matcher(variable).matches() ? value : checked(parameter, value));
          }
        });
    return parameters;
  }

  private static Given checked(String parameter, Given value) {
    return new Given(
        ConnectionParameters.checked(value.origin(), parameter, value.text()), value.origin());
  }

  private @Nullable Given given(String variable) {
    return Given.of(environment.get(variable), Origin.open(variable));
  }
}

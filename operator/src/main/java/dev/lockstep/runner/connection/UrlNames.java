package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Origin;
import dev.lockstep.schema.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names of known URL parameters, in lower case.
final class UrlNames {
  /// Parameters that are passed to the driver, with their JDBC names. All others are rejected or
  /// ignored: some load classes, some change how the program works.
  private static final Map<String, String> DRIVER =
      Map.ofEntries(
          Map.entry("ssl", "ssl"),
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("channelbinding", "channelBinding"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("requireauth", "requireAuth"),
          Map.entry("require_auth", "requireAuth"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("connecttimeout", "connectTimeout"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("logintimeout", "loginTimeout"),
          Map.entry("sockettimeout", "socketTimeout"),
          Map.entry("tcpkeepalive", "tcpKeepAlive"),
          Map.entry("targetservertype", "targetServerType"),
          Map.entry("target_session_attrs", "targetServerType"),
          Map.entry("load_balance_hosts", "loadBalanceHosts"),
          Map.entry("loadbalancehosts", "loadBalanceHosts"));

  /// Parameters of applications, their drivers and pools, which select neither the database nor the
  /// connection: Prisma, node-postgres, pgx, sqlx, SQLAlchemy, Rails, Django, JDBC, libpq.
  private static final Set<String> APPLICATIONS =
      Set.of(
          ("application_name applicationname fallback_application_name pgbouncer connection_limit pool_timeout"
                  + " socket_timeout max_idle_connection_lifetime statement_cache_size"
                  + " prepared_statement_cache_size prepared_statement_name_func prepared_statements"
                  + " statement-cache-capacity statement_cache_capacity description_cache_capacity"
                  + " statement_cache_mode default_query_exec_mode prefer_simple_protocol"
                  + " binary_parameters disable_prepared_binary_result pool pool_size poolsize"
                  + " max_overflow pool_recycle pool_pre_ping pool_max_conns pool_min_conns"
                  + " pool_min_idle_conns pool_max_conn_lifetime pool_max_conn_lifetime_jitter"
                  + " pool_max_conn_idle_time pool_health_check_period max_conns min_conns"
                  + " reaping_frequency checkout_timeout idle_timeout conn_max_age"
                  + " conn_health_checks maxpoolsize minpoolsize preparethreshold"
                  + " preparedstatementcachequeries preparedstatementcachesizemib"
                  + " databasemetadatacachefields databasemetadatacachefieldsmib defaultrowfetchsize"
                  + " rewritebatchedinserts binarytransfer stringtype assumeminserverversion"
                  + " autosave client_encoding encoding charset keepalives keepalives_idle"
                  + " keepalives_interval keepalives_count tcp_user_timeout sslcompression sslsni"
                  + " x-migrations-table x-migrations-table-quoted x-statement-timeout"
                  + " x-multi-statement x-multi-statement-max-size x-lock-strategy x-lock-table")
              .split(" "));

  /// Parameters that would load classes, or read or write files.
  private static final List<String> DANGEROUS =
      List.of(
          "socketFactory",
          "socketFactoryArg",
          "sslfactory",
          "sslfactoryarg",
          "sslhostnameverifier",
          "sslpasswordcallback",
          "authenticationPluginClassName",
          "xmlFactoryFactory",
          "loggerFile",
          "loggerLevel",
          "jaasApplicationName",
          "jaasLogin",
          "kerberosServerName",
          "sspiServiceClass");

  private UrlNames() {}

  /// The JDBC name of a parameter that is passed to the driver.
  static Optional<String> ofDriver(String name) {
    return Optional.ofNullable(DRIVER.get(name));
  }

  /// Whether a parameter concerns only an application.
  static boolean ofApplications(String name, String value) {
    return APPLICATIONS.contains(name)
        // Prisma's name for the default behavior.
        || (name.equals("sslaccept") && value.equals("accept_invalid_certs"));
  }

  /// The name of a known parameter that is never allowed, for messages.
  static Optional<String> dangerous(String name) {
    return DANGEROUS.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  /// The alternative to a parameter that would change the run and cannot be set in a URL.
  static Optional<String> wayOut(String name, Origin origin) {
    return Optional.ofNullable(
        switch (name) {
          case "role" -> "give " + origin.option(Setting.ROLE);
          case "timezone", "datestyle", "intervalstyle", "default_transaction_isolation" ->
              "give " + origin.option(Setting.SESSION_PARAMETER);
          case "statement_timeout" -> "give " + origin.option(Setting.STATEMENT_TIMEOUT);
          case "lock_timeout" -> "give " + origin.option(Setting.LOCK_TIMEOUT);
          case "sslaccept" -> "write sslmode=verify-full";
          case "sslidentity" -> "use sslcert and sslkey, which are PEM files";
          case "service", "servicefile", "passfile" ->
              "write the settings of the service into the URL";
          case "readonly", "read_only", "replication" ->
              "scripts need an ordinary session that can write";
          case "sslcrl",
              "sslcrldir",
              "ssl_min_protocol_version",
              "ssl_max_protocol_version",
              "requirepeer",
              "requiressl" ->
              "Lockstep has no such check; remove the parameter if you do not need it";
          default -> null;
        });
  }

  /// The names of the parameters that are passed to the driver.
  static String allowed() {
    return String.join(", ", List.copyOf(new java.util.TreeSet<>(DRIVER.values())));
  }
}

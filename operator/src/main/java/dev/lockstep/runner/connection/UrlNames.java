package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names of URL parameters that are known, in lower case.
final class UrlNames {
  /// Those that are passed on, with their JDBC names. Everything else is refused or ignored: some
  /// load classes, some change how the program works.
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

  /// Those of applications, their drivers and pools, which say neither which database is meant nor
  /// how it is reached: Prisma, node-postgres, pgx, sqlx, SQLAlchemy, Rails, Django, JDBC, libpq.
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

  /// Those that would load classes, write files or read them.
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

  /// Its JDBC name, where it is passed on to the driver.
  static Optional<String> ofDriver(String name) {
    return Optional.ofNullable(DRIVER.get(name));
  }

  /// Whether it says something to an application alone.
  static boolean ofApplications(String name, String value) {
    return APPLICATIONS.contains(name)
        // Prisma's word for what is the default here.
        || (name.equals("sslaccept") && value.equals("accept_invalid_certs"));
  }

  /// The name as messages may hold it, for one that is known and never allowed.
  static Optional<String> dangerous(String name) {
    return DANGEROUS.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  /// How to say what a parameter says that would change the run, and is not taken from a URL.
  static Optional<String> wayOut(String name, Origin origin) {
    return Optional.ofNullable(
        switch (name) {
          case "role" -> "give " + origin.option("--role", "spec.database.role");
          case "timezone", "datestyle", "intervalstyle", "default_transaction_isolation" ->
              "give " + origin.option("--setting", "spec.database.settings");
          case "statement_timeout" ->
              "give " + origin.option("--statement-timeout", "spec.timeouts.statement");
          case "lock_timeout" -> "give " + origin.option("--lock-timeout", "spec.timeouts.lock");
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

  /// The names of those that are passed on.
  static String allowed() {
    return String.join(", ", List.copyOf(new java.util.TreeSet<>(DRIVER.values())));
  }
}

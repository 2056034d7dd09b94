package dev.lockstep.runner.connection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The meaning of a key of a Secret.
enum SecretRole {
  URI("uri"),
  JDBC_URI("jdbc-uri"),
  HOST("host"),
  PORT("port"),
  DBNAME("dbname"),
  USERNAME("username"),
  PASSWORD("password");

  private final String option;

  SecretRole(String option) {
    this.option = option;
  }

  /// The name in `--secret-key ROLE=KEY`.
  String option() {
    return option;
  }

  /// The names of such a key in CloudNativePG, Crossplane, Zalando's operator, the Service Binding
  /// specification and common practice; the first that exists is used.
  List<String> keys() {
    return switch (this) {
      case URI -> List.of("uri", "url", "DATABASE_URL");
      case JDBC_URI -> List.of("jdbc-uri", "jdbc-url", "jdbcUrl");
      case HOST -> List.of("host", "hostname", "endpoint");
      case PORT -> List.of("port");
      case DBNAME -> List.of("dbname", "database", "db");
      case USERNAME -> List.of("username", "user");
      case PASSWORD -> List.of("password");
    };
  }

  static Optional<SecretRole> of(String option) {
    return Stream.of(values()).filter(role -> role.option.equals(option)).findFirst();
  }
}

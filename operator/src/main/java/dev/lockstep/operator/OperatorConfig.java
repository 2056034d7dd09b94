package dev.lockstep.operator;

import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The settings of an operator process, frozen after start.
///
/// @param namespaces the namespaces to watch; all when empty
/// @param jobs what Jobs get
/// @param metrics where and to whom the metrics are served
/// @param probePort where probes are answered; any free one for 0
/// @param lease where the leader is elected; no election when absent
record OperatorConfig(
    Set<String> namespaces,
    JobSettingsDefaults jobs,
    Metrics metrics,
    int probePort,
    Optional<Lease> lease) {
  OperatorConfig {
    namespaces = Set.copyOf(namespaces);
  }

  /// Where and to whom the metrics are served.
  ///
  /// @param port any free one for 0
  /// @param tls the folder with the certificate; plain text when absent
  /// @param access who may read them
  record Metrics(int port, Optional<Path> tls, Access access) {}

  /// Who may read the metrics.
  enum Access {
    /// Whoever reaches the port.
    NONE,
    /// Whose token the API server knows and lets `get` the path `/metrics`.
    TOKEN_REVIEW
  }

  /// Where the leader is elected.
  ///
  /// @param identity what this process is called there
  record Lease(String namespace, String name, String identity) {}
}

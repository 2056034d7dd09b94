package dev.lockstep.operator;

import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// The settings of an operator process, which do not change after the start.
///
/// @param namespaces the namespaces to watch; all if empty
/// @param jobs the defaults and limits for Jobs
/// @param metrics the endpoint of the metrics
/// @param probePort the port of the probes, 0 for any free one
/// @param lease the Lease for leader election; no election if absent
record OperatorConfig(
    Set<String> namespaces,
    JobSettingsDefaults jobs,
    Metrics metrics,
    int probePort,
    Optional<Lease> lease) {
  OperatorConfig {
    namespaces = Set.copyOf(namespaces);
  }

  /// The endpoint of the metrics.
  ///
  /// @param port the port to listen on, 0 for any free one
  /// @param tls the folder with the certificate; plain text if absent
  /// @param access the clients that may read the metrics
  record Metrics(int port, Optional<Path> tls, Access access) {}

  /// The clients that may read the metrics.
  enum Access {
    /// Any client that reaches the port.
    NONE,
    /// Clients whose token the API server authorizes to `get` the path `/metrics`.
    TOKEN_REVIEW
  }

  /// The Lease for leader election.
  ///
  /// @param identity the name of this process in the Lease
  record Lease(String namespace, String name, String identity) {}
}

package dev.lockstep.operator;

import dev.lockstep.operator.migration.JobSettingsDefaults;
import java.util.Optional;
import java.util.Set;

/// The settings of an operator process, frozen after start.
///
/// @param namespaces the namespaces to watch; all when empty
/// @param jobs what Jobs get
/// @param port where probes and metrics are served; any free one for 0
/// @param lease where the leader is elected; no election when absent
record OperatorConfig(
    Set<String> namespaces, JobSettingsDefaults jobs, int port, Optional<Lease> lease) {
  OperatorConfig {
    namespaces = Set.copyOf(namespaces);
  }

  /// Where the leader is elected.
  ///
  /// @param identity what this process is called there
  record Lease(String namespace, String name, String identity) {}
}

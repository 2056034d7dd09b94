package dev.lockstep.e2e;

import dev.lockstep.kube.Machine;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/// The network between a runner and its database drops everything, in both directions and without a
/// word to either side. It ends with the runner's pod at the latest.
record NetworkCut(Machine machine, Pod pod) {
  private static final String CONTAINER = "lockstep";
  private static final Map<String, String> DIRECTIONS =
      Map.of("INPUT", "--sport", "OUTPUT", "--dport");

  static NetworkCut of(Machine machine, Pod pod) {
    var cut = new NetworkCut(machine, pod);
    cut.iptables("-A");
    return cut;
  }

  void heal() {
    iptables("-D");
  }

  private void iptables(String action) {
    DIRECTIONS.forEach(
        (chain, port) ->
            machine.inNetworkOf(
                pod,
                CONTAINER,
                List.of("iptables", "-w", action, chain, "-p", "tcp", port, "5432", "-j", "DROP")));
  }
}

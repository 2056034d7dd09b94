package dev.lockstep.bench;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.operator.OperatorProcess;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long the operator takes from the start of its process until it watches (its `/readyz` says
/// so), with an AOT cache as the image has one and without, in turns.
final class OperatorStarts {
  private static final int ROUNDS = 7;
  private static final List<String> PLAIN = List.of("-Xmx256m");

  private final KubeCluster cluster;
  private final KubernetesClient account;

  OperatorStarts(KubeCluster cluster, KubernetesClient account) {
    this.cluster = cluster;
    this.account = account;
  }

  /// Measures, and gives lines for a terminal. The first round does not count.
  String measure() {
    String cache = cluster.folder().resolve("operator.aot").toString();
    seconds("-XX:AOTCacheOutput=" + cache);
    var plain = new ArrayList<Double>();
    var cached = new ArrayList<Double>();
    var ratios = new ArrayList<Double>();
    for (int round = 0; round <= ROUNDS; round++) {
      double without = seconds();
      double with = seconds("-XX:AOTCache=" + cache);
      if (round > 0) {
        plain.add(without);
        cached.add(with);
        ratios.add(with / without);
      }
    }
    return String.format(
        Locale.ROOT,
        "start to watching, seconds    %s without AOT cache, %s with; with / without %s%n",
        Samples.of(plain),
        Samples.of(cached),
        Samples.of(ratios));
  }

  private double seconds(String... jvmOptions) {
    var options = new ArrayList<>(PLAIN);
    options.addAll(List.of(jvmOptions));
    try (var operator =
        OperatorProcess.startWithJvm(
            options, cluster, "start", account, "--leader-election=false")) {
      return operator.startTime().toNanos() / 1e9;
    }
  }
}

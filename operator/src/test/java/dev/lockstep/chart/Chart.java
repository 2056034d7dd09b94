package dev.lockstep.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The chart as `helm` sees it.
final class Chart {
  static final Path FOLDER = Checkout.root().resolve("helm/lockstep");

  static final String KUBERNETES = "1.36.3";

  private Chart() {}

  /// What `helm template` prints.
  static String render(String release, String namespace, Path values) {
    return render(FOLDER, release, namespace, values);
  }

  /// What `helm template` prints of another chart.
  static String render(Path chart, String release, String namespace, Path values) {
    return new Helm(chart)
        .template()
        .withName(release)
        .withNamespace(namespace)
        .withKubeVersion(KUBERNETES)
        .withValuesFile(values)
        .call();
  }

  /// Installs a chart, or upgrades the release that is there, and waits until all of it is ready.
  static String install(
      Path chart, String release, String namespace, Path values, Path kubeconfig) {
    return new Helm(chart)
        .upgrade()
        .install()
        .createNamespace()
        .withName(release)
        .withNamespace(namespace)
        .withValuesFile(values)
        .withKubeConfig(kubeconfig)
        .waitReady()
        .withTimeout(300)
        .call()
        .getStatus();
  }

  /// Uninstalls a release.
  static String uninstall(String release, String namespace, Path kubeconfig) {
    return Helm.uninstall(release).withNamespace(namespace).withKubeConfig(kubeconfig).call();
  }

  /// The objects in what [#render] gave.
  static List<HasMetadata> objects(String rendered) {
    return parts(rendered).map(Chart::object).toList();
  }

  /// The text of each object in what [#render] gave.
  static Stream<String> parts(String rendered) {
    return Pattern.compile("^---\n", Pattern.MULTILINE)
        .splitAsStream(rendered)
        .filter(part -> part.contains("kind:"));
  }

  static HasMetadata object(String part) {
    return (HasMetadata) Serialization.unmarshal(part, KubernetesResource.class);
  }

  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }
}

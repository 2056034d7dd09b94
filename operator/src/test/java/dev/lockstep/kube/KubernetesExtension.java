package dev.lockstep.kube;

import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// What [KubernetesTest] promises. The cluster is that of this JVM. It is started when a test first
/// asks for it and ends with the test run.
final class KubernetesExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(KubernetesExtension.class);
  private static final List<Class<?>> TYPES =
      List.of(KubeCluster.class, KubernetesClient.class, ProcessNode.class, TestNamespace.class);

  /// Constructors get what belongs to their test, too.
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean ofOneTest = type == TestNamespace.class;
    return TYPES.contains(type) && (!ofOneTest || context.getTestMethod().isPresent());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == TestNamespace.class) {
      return namespace(context);
    }
    if (type == ProcessNode.class) {
      return node(context);
    }
    return type == KubernetesClient.class ? cluster(context).client() : cluster(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var namespace = context.getStore(NAMESPACE).get(TestNamespace.class, TestNamespace.class);
    if (namespace == null) {
      return;
    }
    if (context.getExecutionException().isPresent()) {
      var folder = Checkout.target().resolve("failures").resolve(title(context));
      new FailureRecord(cluster(context), folder).write(namespace.name());
    }
    cluster(context).delete(namespace);
  }

  private static KubeCluster cluster(ExtensionContext context) {
    return store(context)
        .computeIfAbsent(KubeCluster.class, _ -> KubeCluster.start(), KubeCluster.class);
  }

  private static ProcessNode node(ExtensionContext context) {
    var cluster = cluster(context);
    return store(context)
        .computeIfAbsent(ProcessNode.class, _ -> cluster.startNode("node-1"), ProcessNode.class);
  }

  private static TestNamespace namespace(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            TestNamespace.class,
            _ -> cluster(context).newNamespace(label(context)),
            TestNamespace.class);
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
  }

  private static String title(ExtensionContext context) {
    return "%s.%s"
        .formatted(
            context.getRequiredTestClass().getSimpleName(),
            context.getRequiredTestMethod().getName());
  }

  /// The name of the test as far as it fits into the name of a namespace.
  private static String label(ExtensionContext context) {
    var words = context.getRequiredTestMethod().getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
    var label = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return label.substring(0, Math.min(label.length(), 40)).replaceAll("-+$", "");
  }
}

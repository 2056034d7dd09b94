package dev.lockstep.e2e;

import dev.lockstep.kube.FailureRecord;
import dev.lockstep.testing.Checkout;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [Platform] of the test run, and writes down what there is when one fails.
final class PlatformExtension implements ParameterResolver, AfterTestExecutionCallback {
  private static final Namespace STORE = Namespace.create(PlatformExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return platform(context);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    var folder =
        Checkout.target()
            .resolve("failures")
            .resolve(
                "%s.%s"
                    .formatted(
                        context.getRequiredTestClass().getSimpleName(),
                        context.getRequiredTestMethod().getName()));
    var cluster = platform(context).cluster();
    if (context.getRequiredTestInstance() instanceof NodeScenario scenario) {
      new FailureRecord(cluster, folder).write(scenario.namespace());
    }
    new FailureRecord(cluster, folder.resolve(Platform.SYSTEM)).write(Platform.SYSTEM);
  }

  private static Platform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(Platform.class, _ -> Platform.start(), Platform.class);
  }
}

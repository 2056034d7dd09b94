package dev.lockstep.kube;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives the tests of a class, their constructor and life-cycle methods these parameters: the
/// [KubeCluster] of the test run, its administrator's
/// [KubernetesClient][io.fabric8.kubernetes.client.KubernetesClient], the [ProcessNode] of the test
/// run (started when first asked for) and, but for the constructor, a [TestNamespace] of the test's
/// own.
///
/// When a test fails, what its namespace holds is written to `target/failures`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KubernetesExtension.class)
public @interface KubernetesTest {}

package dev.lockstep.e2e;

import dev.lockstep.kube.ApiRequest;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One verb on one kind of resource: what RBAC grants.
record Right(String group, String resource, String verb) implements Comparable<Right> {
  static Right of(ApiRequest request) {
    return new Right(request.group(), request.resource(), request.verb());
  }

  /// All rights that are bound to an account by its own name, in whatever namespace.
  static Set<Right> granted(KubernetesClient client, String namespace, String account) {
    var rights = new TreeSet<Right>();
    client.rbac().clusterRoleBindings().list().getItems().stream()
        .filter(binding -> names(binding.getSubjects(), namespace, account))
        .flatMap(binding -> rules(client, binding.getRoleRef(), ""))
        .forEach(rule -> rights.addAll(of(rule)));
    client.rbac().roleBindings().inAnyNamespace().list().getItems().stream()
        .filter(binding -> names(binding.getSubjects(), namespace, account))
        .flatMap(
            binding -> rules(client, binding.getRoleRef(), binding.getMetadata().getNamespace()))
        .forEach(rule -> rights.addAll(of(rule)));
    return rights;
  }

  private static boolean names(List<Subject> subjects, String namespace, String account) {
    return subjects.stream()
        .anyMatch(
            subject ->
                subject.getKind().equals("ServiceAccount")
                    && account.equals(subject.getName())
                    && namespace.equals(subject.getNamespace()));
  }

  private static Stream<PolicyRule> rules(KubernetesClient client, RoleRef role, String namespace) {
    return role.getKind().equals("ClusterRole")
        ? client.rbac().clusterRoles().withName(role.getName()).require().getRules().stream()
        : client
            .rbac()
            .roles()
            .inNamespace(namespace)
            .withName(role.getName())
            .require()
            .getRules()
            .stream();
  }

  private static Set<Right> of(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(
            group ->
                rule.getResources().stream()
                    .flatMap(
                        resource ->
                            rule.getVerbs().stream().map(verb -> new Right(group, resource, verb))))
        .collect(Collectors.toSet());
  }

  @Override
  public int compareTo(Right other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return "%s/%s %s".formatted(group, resource, verb);
  }
}

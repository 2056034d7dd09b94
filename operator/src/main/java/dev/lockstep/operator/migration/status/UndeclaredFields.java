package dev.lockstep.operator.migration.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The fields of the status that the API server has refused because its CRD does not declare them.
///
/// @param paths such as `status.lastRun.retry`
record UndeclaredFields(List<String> paths) {
  /// The message of structured-merge-diff, one line for each field. Fields of list items are not
  /// among them: their path holds a key or an index.
  private static final Pattern REFUSED =
      Pattern.compile("\\.(status(?:\\.\\w+)+): field not declared in schema");

  static final UndeclaredFields NONE = new UndeclaredFields(List.of());

  static UndeclaredFields in(KubernetesClientException error) {
    String message = error.getMessage();
    return new UndeclaredFields(
        message == null
            ? List.of()
            : REFUSED.matcher(message).results().map(each -> each.group(1)).distinct().toList());
  }

  UndeclaredFields and(UndeclaredFields others) {
    return new UndeclaredFields(
        Stream.concat(paths.stream(), others.paths.stream()).distinct().toList());
  }

  /// Returns the resource without these fields; empty if it has none of them.
  Optional<SchemaMigration> removedFrom(
      SchemaMigration resource, KubernetesSerialization serialization) {
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    JsonNode tree = serialization.convertValue(resource, JsonNode.class);
    boolean removed = false;
    for (String path : paths) {
      String pointer = "/" + path.replace('.', '/');
      int last = pointer.lastIndexOf('/');
      removed |=
          tree.at(pointer.substring(0, last)) instanceof ObjectNode parent
              && parent.remove(pointer.substring(last + 1)) != null;
    }
    return removed
        ? Optional.of(serialization.convertValue(tree, SchemaMigration.class))
        : Optional.empty();
  }
}

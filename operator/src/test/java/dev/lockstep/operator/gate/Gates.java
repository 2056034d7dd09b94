package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.schema.Requirements;
import java.util.Optional;

/// Asks the gate, for tests of what statuses it opens by.
public final class Gates {
  private Gates() {}

  /// Whether a pod that needs this of the resource may start.
  public static boolean opens(SchemaMigration resource, String requires) {
    return GatePolicy.unmet(
            ((Requirements) Requirements.parse(requires)).all(),
            name ->
                name.equals(resource.getMetadata().getName())
                    ? Optional.of(SchemaStates.of(resource))
                    : Optional.empty())
        .isEmpty();
  }
}

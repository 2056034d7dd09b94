package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.schema.Requirements;
import java.util.Optional;

/// Evaluates the gate, for tests of the statuses that open it.
public final class Gates {
  private Gates() {}

  /// Returns whether a pod with this requirement may start.
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

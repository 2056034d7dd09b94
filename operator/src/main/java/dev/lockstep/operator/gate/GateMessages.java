package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.operator.gate.GateEvents.Notice;
import dev.lockstep.operator.gate.GatePolicy.Unmet;
import dev.lockstep.operator.kube.Events.Level;
import dev.lockstep.schema.RequirementsReading.Mistake;
import java.util.List;

/// The notices of the gate.
final class GateMessages {
  /// The maximum length of the list of unmet requirements, in characters: an Event shows a
  /// thousand.
  private static final int LONGEST = 900;

  static final Notice READY =
      new Notice(Level.NORMAL, "SchemaReady", "All required schema versions are in place.");

  static final Notice NO_REQUIREMENT =
      new Notice(
          Level.WARNING,
          "SchemaRequirementMissing",
          "The pod has the scheduling gate %s but no annotation %s: name the schema version that it needs, such as \"orders >=7\"."
              .formatted(LockstepNames.SCHEMA_GATE, LockstepNames.REQUIRES_ANNOTATION));

  private GateMessages() {}

  static Notice mistake(Mistake mistake) {
    return new Notice(
        Level.WARNING,
        "SchemaRequirementInvalid",
        "The annotation %s is invalid: %s"
            .formatted(LockstepNames.REQUIRES_ANNOTATION, mistake.message()));
  }

  static Notice waiting(List<Unmet> unmet) {
    return new Notice(
        unmet.stream().allMatch(Unmet::exists) ? Level.NORMAL : Level.WARNING,
        "WaitingForSchema",
        "The pod " + joined(unmet) + ".");
  }

  /// The API server refuses to remove the gate.
  ///
  /// @param message the message of the API server
  static Notice notRemoved(String message) {
    return new Notice(
        Level.WARNING,
        "SchemaGateNotRemoved",
        "All required schema versions are in place, but the API server refused to remove the gate %s. Lockstep retries automatically. Restrict the policy or webhook that changes pods on UPDATE to CREATE, or exclude pods with the label %s. The API server reported: %s"
            .formatted(LockstepNames.SCHEMA_GATE, LockstepNames.GATED_LABEL, cut(message)));
  }

  /// A pod that should wait starts without the gate.
  static Notice notGated(List<Unmet> unmet) {
    return new Notice(
        Level.WARNING,
        "SchemaGateMissing",
        "The pod starts without waiting because it has no gate %s; it %s. Add the label %s to the pod template: a label that another policy or webhook adds comes too late for the gate. Alternatively, add the gate to the template as well."
            .formatted(LockstepNames.SCHEMA_GATE, joined(unmet), LockstepNames.GATED_LABEL));
  }

  /// Joins as many messages as fit, followed by the number of those left out.
  private static String joined(List<Unmet> unmet) {
    var text = new StringBuilder();
    for (int i = 0; i < unmet.size(); i++) {
      String message = unmet.get(i).message();
      if (i > 0 && text.length() + message.length() > LONGEST) {
        return text.append("; and ").append(unmet.size() - i).append(" more").toString();
      }
      text.append(i == 0 ? "" : "; ").append(message);
    }
    return text.toString();
  }

  private static String cut(String message) {
    return message.length() <= LONGEST / 2 ? message : message.substring(0, LONGEST / 2) + "…";
  }
}

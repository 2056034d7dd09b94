package dev.lockstep.kube;

/// A ConfigMap, Secret or key that a pod names is not there: the node tries again later.
final class MissingReferenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reference;

  MissingReferenceException(String reference) {
    super(reference);
    this.reference = reference;
  }

  /// What is missing, in a kubelet's words.
  String reference() {
    return reference;
  }
}

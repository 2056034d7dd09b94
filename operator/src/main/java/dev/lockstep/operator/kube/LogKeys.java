package dev.lockstep.operator.kube;

/// The keys of structured log lines.
public final class LogKeys {
  public static final String NAMESPACE = "namespace";
  public static final String NAME = "name";
  public static final String JOB = "job";
  public static final String REASON = "reason";
  public static final String POD = "pod";

  private LogKeys() {}
}

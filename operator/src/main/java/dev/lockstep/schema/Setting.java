package dev.lockstep.schema;

import org.jspecify.annotations.Nullable;

/// What a user can set for a run: on the command line, and where the operator makes the runs, in a
/// SchemaMigration. Messages name a setting by its constant, so that a hint reads the same wherever
/// it is given, and names nothing that does not exist.
///
/// Its text is that of a hint: the option, then the field in parentheses. A parameter of a
/// PostgreSQL session is not a setting; [#SESSION_PARAMETER] sets one.
public enum Setting {
  ACCEPT_CHECKSUM("--accept-checksum"),
  ADOPT("--adopt", "spec.baseline.adopt: Auto"),
  ADOPT_TABLE("--adopt-table", "spec.baseline.table"),
  ALLOW_ROLLBACK("--rollback allow", "spec.rollback: Allow"),
  APPLY_OUT_OF_ORDER("--out-of-order apply", "spec.outOfOrder: Apply"),
  BASELINE_VERSION("--baseline-version", "spec.baseline.version"),
  DATABASE_NAME("--dbname", "spec.database.name"),
  EVEN_IF_EMPTY("--even-if-empty"),
  IGNORE("--ignore", "spec.scripts.ignore"),
  IGNORE_PRIOR_HISTORY("--ignore-prior-history", "spec.baseline.adopt: Ignore"),
  LOCK_TIMEOUT("--lock-timeout", "spec.timeouts.lock"),
  MARK_APPLIED("--mark-applied"),
  /// The memory of the JVM, which has no option: the launcher reads a variable.
  MEMORY("-Xmx in LOCKSTEP_JAVA_OPTS", "spec.job.resources.limits.memory"),
  /// The places that a password is read from.
  PASSWORD("--password-file, the key password of the Secret, or PGPASSWORD"),
  PLACEHOLDER("--placeholder", "spec.scripts.placeholders"),
  REQUIRE_AUTH("--require-auth", "spec.database.tls.requireAuth"),
  RESUME_FROM("--resume-from"),
  ROLE("--role", "spec.database.role"),
  RULES("--rules"),
  RUN_ID("--run-id"),
  SCHEMA("--schema", "spec.database.schema"),
  SCRIPT("--script"),
  SCRIPTS("--scripts"),
  SESSION_PARAMETER("--setting", "spec.database.settings"),
  STATEMENT_TIMEOUT("--statement-timeout", "spec.timeouts.statement"),
  TARGET("--target", "spec.target"),
  /// All settings of TLS.
  TLS("--tls-*", "spec.database.tls"),
  TLS_CA("--tls-ca", "spec.database.tls.caFrom"),
  TLS_CERT("--tls-cert", "spec.database.tls.clientCertFrom"),
  TLS_KEY("--tls-key", "spec.database.tls.clientCertFrom"),
  TLS_MODE("--tls-mode", "spec.database.tls.mode"),
  /// The version that `baseline` declares; a run declares [#BASELINE_VERSION].
  VERSION("--version");

  private final String option;
  private final @Nullable String field;

  Setting(String option) {
    this.option = option;
    this.field = null;
  }

  Setting(String option, String field) {
    this.option = option;
    this.field = field;
  }

  /// The option alone, such as `--role`, where the field does not matter.
  public String option() {
    return option;
  }

  /// The field alone, such as `spec.database.role`.
  ///
  /// @throws IllegalStateException if the resource has no such field
  public String field() {
    if (field == null) {
      throw new IllegalStateException(option + " is not a field of the resource");
    }
    return field;
  }

  /// The text with a value of the option, such as `--role app (spec.database.role)`.
  public String with(Object value) {
    return text(option + " " + value);
  }

  /// Such as `--role (spec.database.role)`, or `--script` if the resource has no such field.
  @Override
  public String toString() {
    return text(option);
  }

  private String text(String given) {
    return field == null ? given : "%s (%s)".formatted(given, field);
  }
}

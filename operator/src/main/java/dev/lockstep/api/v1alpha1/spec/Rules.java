package dev.lockstep.api.v1alpha1.spec;

/// Validation rules in the API server's expression language (CEL) that several fields share, with
/// the messages that users see if a rule is violated.
final class Rules {
  /// The maximum length of a duration, in characters.
  static final int DURATION_SIZE = 20;

  private static final String IS_DURATION =
      "self.matches('^([0-9]{1,9}([.][0-9]{1,9})?(ms|s|m|h))+$') && ";

  /// A duration longer than zero. The syntax is checked first, because calling `duration()` on any
  /// other text is an error of the rule, which hides the message. The upper bound is that of
  /// PostgreSQL's settings, 2^31 milliseconds, rounded down.
  static final String DURATION =
      IS_DURATION + "duration(self) > duration('0s') && duration(self) <= duration('500h')";

  static final String DURATION_MESSAGE =
      "write a duration longer than zero and at most 500h, such as 500ms, 30s, 5m or 1h30m";

  /// A duration of which zero means no limit.
  static final String DURATION_OR_ZERO = IS_DURATION + "duration(self) <= duration('500h')";

  static final String DURATION_OR_NONE_MESSAGE =
      "write a duration of at most 500h, such as 500ms, 30s, 5m or 1h30m, or 0s for none";
  static final String DURATION_OR_ZERO_MESSAGE =
      "write a duration of at most 500h, such as 500ms, 30s, 5m or 1h30m, or 0s for no limit";

  /// A delay between attempts. Each attempt is a Job and a pod, so a shorter delay would burden the
  /// cluster.
  static final String WAIT =
      IS_DURATION + "duration(self) >= duration('1s') && duration(self) <= duration('500h')";

  static final String WAIT_MESSAGE = "write a duration from 1s to 500h, such as 5s, 5m or 1h30m";

  /// An interval of which zero means never. Each verification is a Job and a pod, so a shorter one
  /// would burden the cluster.
  static final String INTERVAL =
      IS_DURATION
          + "(duration(self) == duration('0s') || duration(self) >= duration('30s')) && duration(self) <= duration('500h')";

  static final String INTERVAL_MESSAGE =
      "write a duration from 30s to 500h, such as 30m or 1h, or 0s to disable it";

  /// The names of environment variables that change the program or the connection.
  static final String RESERVED_VARIABLES = "^(JAVA_|_JAVA|JDK_|LD_|PG|LOCKSTEP_|CLASSPATH$|PATH$)";

  static final String RESERVED_VARIABLES_MESSAGE =
      "variables that configure the JVM, the program or the connection are not allowed (JAVA_*, _JAVA_*, JDK_*, LD_*, PG*, LOCKSTEP_*, CLASSPATH, PATH)";

  /// The name of a Secret, ConfigMap or ServiceAccount.
  static final String OBJECT_NAME =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  static final String OBJECT_NAME_MESSAGE =
      "write the name of an object in the same namespace: lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit";

  static final int OBJECT_NAME_SIZE = 253;

  /// A key of a Secret or ConfigMap.
  static final String KEY = "self.matches('^[-._a-zA-Z0-9]+$')";

  static final String KEY_MESSAGE =
      "write a key of the Secret: letters, digits, '-', '_' and '.' only";

  static final String CONFIG_MAP_KEY_MESSAGE =
      "write a key of the ConfigMap: letters, digits, '-', '_' and '.' only";

  static final int KEY_SIZE = 253;

  /// The names of configuration parameters.
  static final String SETTING_NAMES =
      "self.all(k, size(k) <= 63 && k.matches('^[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)*$'))";

  static final String SETTING_NAMES_MESSAGE =
      "a parameter name must consist of at most 63 letters, digits and '_', with a dot in the name of a custom parameter, such as app.tenant";

  /// Excludes the parameters that a run itself depends on.
  static final String SETTINGS =
      "self.all(k, !k.lowerAscii().startsWith('lockstep.') && !(k.lowerAscii() in ['application_name', 'client_connection_check_interval', 'client_encoding', 'default_transaction_read_only', 'lock_timeout', 'role', 'session_authorization', 'standard_conforming_strings', 'statement_timeout', 'synchronous_commit', 'transaction_deferrable', 'transaction_isolation', 'transaction_read_only']))";

  static final String SETTINGS_MESSAGE =
      "set role in spec.database.role, and lock_timeout and statement_timeout in spec.timeouts; client_encoding, application_name, synchronous_commit, client_connection_check_interval, standard_conforming_strings and the transaction modes cannot be set for all scripts: set them in the scripts that need them";

  /// The only date style that the driver accepts.
  static final String DATE_STYLE =
      "self.all(k, k.lowerAscii() != 'datestyle' || self[k].matches('(?i)^ *iso *(, *(dmy|mdy|ymd) *)?$'))";

  static final String DATE_STYLE_MESSAGE =
      "DateStyle must be ISO, optionally with DMY, MDY or YMD: the connection supports no other style";

  /// The authentication methods of libpq.
  static final String AUTH_METHODS =
      "self.all(m, m.matches('^!?(password|md5|gss|sspi|scram-sha-256|none)$') && self.exists_one(n, n == m))";

  static final String AUTH_METHODS_MESSAGE =
      "list each of password, md5, gss, sspi, scram-sha-256 and none at most once; a ! before a method forbids it";

  static final String AUTH_METHODS_ALIKE =
      "self.all(m, m.startsWith('!')) || self.all(m, !m.startsWith('!'))";

  static final String AUTH_METHODS_ALIKE_MESSAGE =
      "list either allowed methods, or forbidden ones with a ! before each; not both";

  /// Excludes the labels and annotations of Lockstep.
  static final String NOT_OURS = "self.all(k, !k.startsWith('lockstep.dev/'))";

  private static final String LABEL_KEY =
      "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";

  /// The keys of annotations, by the API server's rules for the Job.
  static final String ANNOTATIONS = "self.all(k, k.matches('" + LABEL_KEY + "'))";

  /// The keys and values of labels, by the API server's rules for the Job.
  static final String LABELS =
      "self.all(k, k.matches('"
          + LABEL_KEY
          + "') && self[k].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$'))";

  static final String LABELS_MESSAGE =
      "a label key must be a name or domain/name, and its value may be empty; both consist of at most 63 letters, digits, '-', '_' and '.', and begin and end with a letter or digit";

  static final String ANNOTATIONS_MESSAGE =
      "an annotation key must be a name or domain/name: at most 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit";

  /// Unique names of objects in a list, by the API server's rules for the Job.
  static final String NAMED_ONCE =
      "self.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$') && self.exists_one(b, a.name == b.name))";

  private Rules() {}
}

package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.EngineException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// As whom and with which settings the sessions work, as far as the user decides it.
///
/// @param role the role that everything runs as, Lockstep's own statements included; the user who
///   connects when null
/// @param settings further settings of the scripts' session, by name
public record SessionOptions(@Nullable String role, Map<String, String> settings) {
  public static final SessionOptions NONE = new SessionOptions(null, Map.of());

  public SessionOptions {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /// The same options with the role that a login has by default, where none is asked for: on
  /// servers before November 2024 DISCARD ALL takes it away.
  ///
  /// @param byDefault what the server says in a new session; `none` where there is none
  public SessionOptions orRole(@Nullable String byDefault) {
    return role != null || byDefault == null || byDefault.equals("none")
        ? this
        : new SessionOptions(byDefault, settings);
  }

  /// Brings a session back to its beginning, with the search path that psql would have. The
  /// start-up options have the role as well, but a pooler may have dropped them.
  public List<String> reset() {
    return role == null ? List.of("DISCARD ALL") : List.of("DISCARD ALL", "SELECT " + takeRole());
  }

  /// The same after a script, whose time limits must not end what closes it. Each of the statements
  /// is too short for any limit that lets a script end.
  public List<String> resetAfterScript() {
    var statements = new ArrayList<String>();
    statements.add("SET statement_timeout = 0");
    statements.add("SET lock_timeout TO DEFAULT");
    statements.add("SELECT " + noTransactionTimeout());
    statements.addAll(reset());
    return statements;
  }

  /// Brings a session back to us, whatever a script has left.
  public List<String> ours() {
    var statements = new ArrayList<>(resetAfterScript());
    statements.add("SELECT " + TrustedSearchPath.SET);
    return statements;
  }

  /// Takes the lock of the work session again, which a script may have given back, and makes
  /// commits durable.
  public static String durable(LockKeys keys) {
    return """
        SELECT pg_catalog.set_config('synchronous_commit',
            CASE WHEN reset_val OPERATOR(pg_catalog.=) 'off' THEN 'on' ELSE reset_val END, false),
          pg_catalog.pg_advisory_lock(%d)
        FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'synchronous_commit'"""
        .formatted(keys.work());
  }

  /// Select list item that lifts the limit which servers before 17 do not know.
  public static String noTransactionTimeout() {
    return """
        CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
          THEN pg_catalog.set_config('transaction_timeout', '0', false) END""";
  }

  /// Tries everything that [#reset()] and the prologues of scripts set, one statement each.
  public List<String> trial() {
    var statements = new ArrayList<String>();
    if (role != null) {
      statements.add("SELECT " + takeRole());
    }
    settings.forEach(
        (name, value) ->
            // Our own statements come behind it, and are not to have that path.
            statements.add(
                "SELECT "
                    + (name.equalsIgnoreCase("search_path")
                        ? here(name, value)
                        : set(name, value))));
    return statements;
  }

  /// Takes the role up to the end of the transaction, one statement or none.
  public List<String> trialHere() {
    return role == null ? List.of() : List.of("SELECT " + here("role", role));
  }

  /// The failure of one of the statements of [#trial()].
  public EngineException refusal(int index, PostgresTarget target, SQLException error) {
    var words = new SessionRefusal(target, role);
    if (role != null && index == 0) {
      return words.ofRole(error);
    }
    return words.ofSetting(
        List.copyOf(settings.keySet()).get(index - (role == null ? 0 : 1)), error);
  }

  /// What follows `SET SESSION AUTHORIZATION DEFAULT` in a transaction of ours, where the session
  /// is not to be reset.
  public List<String> authorization() {
    String session = "SET SESSION AUTHORIZATION DEFAULT";
    return role == null ? List.of(session) : List.of(session, "SELECT " + takeRole());
  }

  /// Select list item that takes the role. By the catalog's name: a script changes the search path.
  public String takeRole() {
    return set("role", String.valueOf(role));
  }

  /// Select list item that sets a parameter up to the end of the transaction.
  private static String here(String name, String value) {
    return "pg_catalog.set_config(%s, %s, true)".formatted(Sql.literal(name), Sql.literal(value));
  }

  /// Select list item that sets a parameter of the session.
  public static String set(String name, String value) {
    return "pg_catalog.set_config(%s, %s, false)".formatted(Sql.literal(name), Sql.literal(value));
  }
}

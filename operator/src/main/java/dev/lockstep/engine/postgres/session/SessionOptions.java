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

/// The role and the settings of the sessions, as far as the user chooses them.
///
/// @param role the role that runs everything, including Lockstep's own statements; null for the
///   user who connects
/// @param settings further settings of the scripts' session, by name
public record SessionOptions(@Nullable String role, Map<String, String> settings) {
  public static final SessionOptions NONE = new SessionOptions(null, Map.of());

  public SessionOptions {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /// These options with the default role of the login if no role is set: on servers before November
  /// 2024, DISCARD ALL resets it.
  ///
  /// @param byDefault the server's `role` in a new session; `none` if there is no default role
  public SessionOptions orRole(@Nullable String byDefault) {
    return role != null || byDefault == null || byDefault.equals("none")
        ? this
        : new SessionOptions(byDefault, settings);
  }

  /// The statements that return a session to its initial state, with the search path that psql
  /// would have. The start-up options contain the role as well, but a pooler may have dropped them.
  public List<String> reset() {
    return role == null ? List.of("DISCARD ALL") : List.of("DISCARD ALL", "SELECT " + takeRole());
  }

  /// The statements of [#reset] for a session in which a script has run, whose timeouts must not
  /// cancel them. Each statement is too short for any timeout that lets a script finish.
  public List<String> resetAfterScript() {
    var statements = new ArrayList<String>();
    statements.add("SET statement_timeout = 0");
    statements.add("SET lock_timeout TO DEFAULT");
    statements.add("SELECT " + noTransactionTimeout());
    statements.addAll(reset());
    return statements;
  }

  /// The statements that prepare a session for Lockstep's own statements, whatever state a script
  /// has left.
  public List<String> ours() {
    var statements = new ArrayList<>(resetAfterScript());
    statements.add("SELECT " + TrustedSearchPath.SET);
    return statements;
  }

  /// A query that reacquires the work lock, which a script may have released, and makes all
  /// following commits durable.
  public static String durable(LockKeys keys) {
    return """
        SELECT pg_catalog.set_config('synchronous_commit',
            CASE WHEN reset_val OPERATOR(pg_catalog.=) 'off' THEN 'on' ELSE reset_val END, false),
          pg_catalog.pg_advisory_lock(%d)
        FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'synchronous_commit'"""
        .formatted(keys.work());
  }

  /// A select list item that disables transaction_timeout, which servers before 17 do not know.
  public static String noTransactionTimeout() {
    return """
        CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
          THEN pg_catalog.set_config('transaction_timeout', '0', false) END""";
  }

  /// The statements that try everything that [#reset()] and the prologues of scripts set, one each.
  public List<String> trial() {
    var statements = new ArrayList<String>();
    if (role != null) {
      statements.add("SELECT " + takeRole());
    }
    settings.forEach(
        (name, value) ->
            // Our own statements follow and must not run with that path.
            statements.add(
                "SELECT "
                    + (name.equalsIgnoreCase("search_path")
                        ? here(name, value)
                        : set(name, value))));
    return statements;
  }

  /// The statement that sets the role until the end of the transaction; empty without a role.
  public List<String> trialHere() {
    return role == null ? List.of() : List.of("SELECT " + here("role", role));
  }

  /// The failure of a statement of [#trial()].
  public EngineException refusal(int index, PostgresTarget target, SQLException error) {
    var words = new SessionRefusal(target, role);
    if (role != null && index == 0) {
      return words.ofRole(error);
    }
    return words.ofSetting(
        List.copyOf(settings.keySet()).get(index - (role == null ? 0 : 1)), error);
  }

  /// The statements that reset the session authorization and set the role again, for a transaction
  /// of our own, in which the session is not reset.
  public List<String> authorization() {
    String session = "SET SESSION AUTHORIZATION DEFAULT";
    return role == null ? List.of(session) : List.of(session, "SELECT " + takeRole());
  }

  /// A select list item that sets the role. Its function is qualified, because a script changes the
  /// search path.
  public String takeRole() {
    return set("role", String.valueOf(role));
  }

  /// A select list item that sets a parameter until the end of the transaction.
  private static String here(String name, String value) {
    return "pg_catalog.set_config(%s, %s, true)".formatted(Sql.literal(name), Sql.literal(value));
  }

  /// A select list item that sets a parameter of the session.
  public static String set(String name, String value) {
    return "pg_catalog.set_config(%s, %s, false)".formatted(Sql.literal(name), Sql.literal(value));
  }
}

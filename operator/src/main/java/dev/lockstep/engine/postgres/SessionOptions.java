package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
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

  /// Brings a session back to its beginning. The start-up options have the role as well, but a
  /// pooler may have dropped them.
  List<String> reset() {
    return role == null ? List.of("DISCARD ALL") : List.of("DISCARD ALL", "SELECT " + takeRole());
  }

  /// The same after a script, whose time limits must not end what closes it. Each of the statements
  /// is too short for any limit that lets a script end.
  List<String> resetAfterScript() {
    var statements = new ArrayList<String>();
    statements.add("SET statement_timeout = 0");
    statements.add("SET lock_timeout TO DEFAULT");
    statements.add("SELECT " + noTransactionTimeout());
    statements.addAll(reset());
    return statements;
  }

  /// Select list item that lifts the limit which servers before 17 do not know.
  static String noTransactionTimeout() {
    return """
        CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
          THEN pg_catalog.set_config('transaction_timeout', '0', false) END""";
  }

  /// Tries everything that [#reset()] and the prologues of scripts set, one statement each.
  List<String> trial() {
    var statements = new ArrayList<String>();
    if (role != null) {
      statements.add("SELECT " + takeRole());
    }
    settings.forEach((name, value) -> statements.add("SELECT " + set(name, value)));
    return statements;
  }

  /// The failure of one of the statements of [#trial()].
  EngineException refusal(int index, String user, SQLException error) {
    var words = new SessionRefusal(user, role);
    if (role != null && index == 0) {
      return words.ofRole(error);
    }
    return words.ofSetting(
        List.copyOf(settings.keySet()).get(index - (role == null ? 0 : 1)), error);
  }

  /// What follows `SET SESSION AUTHORIZATION DEFAULT` in a transaction of ours, where the session
  /// is not to be reset.
  List<String> authorization() {
    String session = "SET SESSION AUTHORIZATION DEFAULT";
    return role == null ? List.of(session) : List.of(session, "SELECT " + takeRole());
  }

  /// Select list item that takes the role. By the catalog's name: a script changes the search path.
  String takeRole() {
    return set("role", String.valueOf(role));
  }

  /// Select list item that sets a parameter of the session.
  static String set(String name, String value) {
    return "pg_catalog.set_config(%s, %s, false)".formatted(Sql.literal(name), Sql.literal(value));
  }
}

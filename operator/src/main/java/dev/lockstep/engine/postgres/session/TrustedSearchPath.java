package dev.lockstep.engine.postgres.session;

/// The search path of Lockstep's own statements: the server's catalog, so that no name or operator
/// in them resolves to an object that someone has created. Temporary objects come last; otherwise
/// they would be searched first.
///
/// A session that runs no scripts gets the path from its start-up packet. In the session that runs
/// scripts the packet does not contain it, because RESET, DISCARD ALL and SET ... TO DEFAULT return
/// to the packet's values and a script must find the values that psql would have. There the path is
/// set by the statements below, which mean the same under every path. A statement that runs while a
/// script's path is set, or after DISCARD ALL in one pipeline, also qualifies its operators.
public final class TrustedSearchPath {
  static final String VALUE = "pg_catalog, pg_temp";

  /// A select list item that sets the path for the session.
  public static final String SET = SessionOptions.set("search_path", VALUE);

  /// A select list item that sets the path until the end of the transaction.
  public static final String LOCAL = "pg_catalog.set_config('search_path', '" + VALUE + "', true)";

  private TrustedSearchPath() {}
}

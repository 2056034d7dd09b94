package dev.lockstep.engine.postgres.session;

/// The search path of Lockstep's own statements: the server's catalog, so that no name or operator
/// of theirs means what somebody has put beside it. Temporary objects come last, where they are not
/// looked for first.
///
/// A session that runs no scripts has it from its start-up packet. In the one that runs scripts the
/// packet says nothing of it, because what it says is what RESET, DISCARD ALL and SET ... TO
/// DEFAULT return to, and a script is to find there what psql would: there it is set by the
/// statements here, which mean the same under every path. What must run while a script's path
/// holds, or follows DISCARD ALL in one pipeline, qualifies its operators, too.
public final class TrustedSearchPath {
  static final String VALUE = "pg_catalog, pg_temp";

  /// Select list item that sets it for the session.
  public static final String SET = SessionOptions.set("search_path", VALUE);

  /// Select list item that sets it up to the end of the transaction.
  public static final String LOCAL = "pg_catalog.set_config('search_path', '" + VALUE + "', true)";

  private TrustedSearchPath() {}
}

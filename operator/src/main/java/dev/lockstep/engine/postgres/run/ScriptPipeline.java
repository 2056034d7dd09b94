package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.history.HistoryGuard;
import dev.lockstep.engine.postgres.history.HistorySql;
import dev.lockstep.engine.postgres.history.JournalSql;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.SessionDefaults;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.engine.postgres.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Assembles the statements that are sent for a script. Texts that are the same for all scripts are
/// made once.
public final class ScriptPipeline {
  private final HistorySql sql;
  private final RunSettings settings;
  private final LockKeys keys;
  private final SessionOptions session;
  private final SessionDefaults defaults;
  private final String forTransaction;
  private final String forJournal;
  private final String closing;
  private final HistoryGuard guard;
  private final String alarm;

  /// @param sql the statements on the history
  /// @param settings the settings of the run
  /// @param keys the keys of the locks
  /// @param session the role and the settings of the session
  /// @param defaults the settings of the session at the start of a script
  public ScriptPipeline(
      HistorySql sql,
      RunSettings settings,
      LockKeys keys,
      SessionOptions session,
      SessionDefaults defaults) {
    this.sql = sql;
    this.settings = settings;
    this.keys = keys;
    this.session = session;
    this.defaults = defaults;
    this.forTransaction = prepared(ScriptBody.Mode.TRANSACTIONAL);
    this.forJournal = prepared(ScriptBody.Mode.JOURNALED_SINGLY);
    this.closing = closing();
    this.guard = new HistoryGuard(settings.schema());
    this.alarm = guard.alarm();
  }

  /// The role and the settings of the session.
  public SessionOptions session() {
    return session;
  }

  RunSettings settings() {
    return settings;
  }

  LockKeys keys() {
    return keys;
  }

  /// A script and its history row as one transaction.
  ///
  /// The statements after the script are one message. If one of them fails, the rest is skipped,
  /// COMMIT included, so that the transaction stays open and everything behind it fails. Only a
  /// COMMIT that fails ends its transaction; the next script then finds that its predecessor is not
  /// recorded.
  ///
  /// @param before the attempt whose script is sent before this one, without waiting for its
  ///   result; null if there is none
  List<WireStatement> transactional(Attempt attempt, @Nullable Attempt before) {
    ScriptBody body = attempt.body();
    String claim = sql.claim(attempt.id(), attempt.script(), attempt.normalized());
    var messages = prologue(attempt, before);
    // BEGIN is a message of its own: a cancel request during the parsing of a message takes all of
    // its statements, and the script would then run without a transaction.
    messages.add(WireStatement.ours(Part.CLAIM, body.begin()));
    body.hoisted().forEach(statement -> messages.add(WireStatement.body(statement)));
    messages.add(WireStatement.ours(Part.CLAIM, claim));
    messages.addAll(body.messages());
    // Deferred errors must occur here, with the settings and the role of the script.
    messages.add(WireStatement.ours(Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE"));
    // A script that raises the alarm is sent again with the guard.
    messages.addAll(completion(attempt, attempt.isChecked() ? guard.guard() : alarm));
    return messages;
  }

  /// Prepares the session for a callback.
  List<WireStatement> beforeCallback(ScriptBody.Mode mode) {
    var messages = new ArrayList<WireStatement>();
    session
        .resetAfterScript()
        .forEach(statement -> messages.add(WireStatement.ours(Part.PROLOGUE, statement)));
    messages.add(
        WireStatement.ours(
            Part.PROLOGUE, "SELECT " + (mode.isJournaled() ? forJournal : forTransaction)));
    return messages;
  }

  /// Resets the session after a callback without a transaction, its timeouts first.
  List<WireStatement> afterJournaledCallback() {
    return session.ours().stream()
        .map(statement -> WireStatement.ours(Part.EPILOGUE, statement))
        .toList();
  }

  /// A callback as one transaction.
  List<WireStatement> callback(ScriptBody body) {
    var messages = new ArrayList<WireStatement>();
    messages.add(WireStatement.ours(Part.PROLOGUE, body.begin()));
    body.hoisted().forEach(statement -> messages.add(WireStatement.body(statement)));
    messages.addAll(body.messages());
    messages.add(WireStatement.ours(Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE"));
    messages.add(WireStatement.ours(Part.EPILOGUE, closing));
    messages.add(WireStatement.ours(Part.RECORD, guard.guard()));
    messages.add(WireStatement.ours(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  /// The statements before a journaled script.
  List<WireStatement> prologue(Attempt attempt) {
    return prologue(attempt, null);
  }

  private List<WireStatement> prologue(Attempt attempt, @Nullable Attempt before) {
    var messages = new ArrayList<WireStatement>();
    session
        .reset()
        .forEach(statement -> messages.add(WireStatement.ours(Part.PROLOGUE, statement)));
    messages.add(
        WireStatement.ours(
            Part.PROLOGUE,
            sql.openAttempt(
                attempt.id(),
                attempt.script(),
                prepared(attempt.body()),
                before == null ? null : before.id())));
    return messages;
  }

  /// The statements that record a finished journaled script.
  List<WireStatement> record(Attempt attempt) {
    var messages = new ArrayList<WireStatement>();
    session.ours().forEach(statement -> messages.add(WireStatement.ours(Part.EPILOGUE, statement)));
    messages.add(WireStatement.ours(Part.EPILOGUE, SessionOptions.durable(keys)));
    messages.add(WireStatement.ours(Part.EPILOGUE, "BEGIN"));
    messages.add(
        WireStatement.ours(
            Part.CLAIM, sql.claim(attempt.id(), attempt.script(), attempt.normalized())));
    messages.addAll(completion(attempt, guard.always()));
    return messages;
  }

  /// Records a journal state in an open transaction, at its end.
  List<WireStatement> noteInside(Attempt attempt, JournalState state) {
    var notes = new ArrayList<WireStatement>();
    JournalSql.ourselves(session.role())
        .forEach(sql -> notes.add(WireStatement.ours(Part.JOURNAL, sql)));
    notes.add(WireStatement.ours(Part.RECORD, guard.guard()));
    notes.add(WireStatement.ours(Part.JOURNAL, journal().note(attempt.id(), state)));
    return notes;
  }

  /// Records a journal state in a transaction of its own, durably whatever the session's settings.
  List<WireStatement> note(Attempt attempt, JournalState state) {
    var notes = new ArrayList<WireStatement>();
    notes.add(WireStatement.ours(Part.JOURNAL, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
    notes.add(WireStatement.ours(Part.JOURNAL, "SET LOCAL synchronous_commit = on"));
    notes.addAll(noteInside(attempt, state));
    notes.add(WireStatement.ours(Part.JOURNAL, "COMMIT"));
    return notes;
  }

  /// Prepares the session again after its script has run DISCARD ALL.
  List<WireStatement> sessionAgain(Attempt attempt) {
    var messages = new ArrayList<WireStatement>();
    if (session.role() != null) {
      messages.add(WireStatement.ours(Part.JOURNAL, "SELECT " + session.takeRole()));
    }
    messages.add(WireStatement.ours(Part.JOURNAL, "SELECT " + prepared(attempt.body())));
    return messages;
  }

  JournalSql journal() {
    return new JournalSql(sql.schema(), keys);
  }

  /// Resets settings of a script that must not affect the statements which complete it: its search
  /// path, and its timeouts, which would outlast its commit. If DateStyle has a value that the
  /// driver does not support, nothing is committed: the statement causes an error, whose message is
  /// never shown.
  private String closing() {
    return """
        SELECT %s, pg_catalog.set_config('synchronous_commit', 'off', true),
          pg_catalog.set_config('statement_timeout', '0', false),
          pg_catalog.set_config('lock_timeout', '%d', false),
          pg_catalog.set_config('idle_in_transaction_session_timeout', '0', false),
          pg_catalog.int4div(1, pg_catalog.int4(
            pg_catalog.starts_with(pg_catalog.current_setting('DateStyle'), 'ISO'))),
          %s"""
        .formatted(
            TrustedSearchPath.SET,
            settings.timeouts().lock().toMillis(),
            SessionOptions.noTransactionTimeout());
  }

  /// The statements that complete a script, joined to a statement of ours before them.
  private List<WireStatement> completion(Attempt attempt, String guard) {
    var messages = new ArrayList<WireStatement>();
    session
        .authorization()
        .forEach(statement -> messages.add(WireStatement.joined(Part.EPILOGUE, statement)));
    messages.add(WireStatement.joined(Part.EPILOGUE, closing));
    messages.add(WireStatement.joined(Part.RECORD, guard));
    sql.complete(attempt.id(), attempt.script(), attempt.body().count())
        .forEach(statement -> messages.add(WireStatement.joined(Part.RECORD, statement)));
    messages.add(WireStatement.joined(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  private String prepared(ScriptBody body) {
    return body.mode().isJournaled() ? forJournal : forTransaction;
  }

  private String prepared(ScriptBody.Mode mode) {
    var items = new ArrayList<String>();
    items.add(SessionOptions.set("lockstep.session", "used"));
    items.addAll(defaults.settings());
    items.add(searchPath());
    if (mode == ScriptBody.Mode.TRANSACTIONAL) {
      items.add(SessionOptions.set("synchronous_commit", "off"));
      items.add(SessionOptions.set("default_transaction_read_only", "on"));
    }
    items.add("pg_catalog.pg_advisory_lock(%d)".formatted(keys.work()));
    return String.join(", ", items);
  }

  /// Puts the schema first in the search path, which is psql's at this point. The default,
  /// `public`, is not added if the path already contains it: tables are then created where psql
  /// would create them.
  private String searchPath() {
    String schema = Sql.literal(settings.schema());
    String stays =
        settings.schema().equals("public")
            ? "%s OPERATOR(pg_catalog.=) ANY (pg_catalog.current_schemas(false))"
            : "%s OPERATOR(pg_catalog.=) pg_catalog.current_schema()";
    return """
        CASE WHEN %1$s THEN NULL
          WHEN pg_catalog.current_setting('search_path') OPERATOR(pg_catalog.=) ''
            THEN pg_catalog.set_config('search_path', %2$s, false)
          ELSE pg_catalog.set_config('search_path',
            pg_catalog.concat_ws(', ', %2$s, pg_catalog.current_setting('search_path')), false) END"""
        .formatted(stays.formatted(schema), Sql.literal(Sql.identifier(settings.schema())));
  }
}

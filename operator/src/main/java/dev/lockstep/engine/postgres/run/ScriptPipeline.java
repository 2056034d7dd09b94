package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.history.ForeignPartsSql;
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

/// Puts together what is sent for a script.
///
/// @param sql the statements on the history
/// @param settings how to work
/// @param keys the locks
/// @param session as whom the session works
/// @param defaults what a script finds set
public record ScriptPipeline(
    HistorySql sql,
    RunSettings settings,
    LockKeys keys,
    SessionOptions session,
    SessionDefaults defaults) {

  /// A script and its history row as one transaction.
  List<WireStatement> transactional(Attempt attempt) {
    var messages = new ArrayList<>(prologue(attempt));
    messages.add(WireStatement.ours(Part.CLAIM, attempt.body().begin()));
    attempt.body().hoisted().forEach(statement -> messages.add(WireStatement.body(statement)));
    messages.add(WireStatement.ours(Part.CLAIM, sql.claim(attempt.id(), attempt.script())));
    messages.addAll(attempt.body().messages());
    // Deferred errors are to surface here, under the settings and the role of the script.
    messages.add(WireStatement.ours(Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE"));
    messages.addAll(completion(attempt, guard()));
    return messages;
  }

  /// The session as a callback finds it.
  List<WireStatement> beforeCallback(ScriptBody.Mode mode) {
    var messages = new ArrayList<WireStatement>();
    session
        .resetAfterScript()
        .forEach(statement -> messages.add(WireStatement.ours(Part.PROLOGUE, statement)));
    messages.add(WireStatement.ours(Part.PROLOGUE, "SELECT " + settings(mode)));
    return messages;
  }

  /// Takes back what a callback without a transaction has left, its time limits first.
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
    messages.add(WireStatement.ours(Part.EPILOGUE, closing()));
    messages.add(WireStatement.ours(Part.RECORD, guard()));
    messages.add(WireStatement.ours(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  /// What comes before a script, and all that is needed before a journaled one.
  List<WireStatement> prologue(Attempt attempt) {
    var messages = new ArrayList<WireStatement>();
    session
        .reset()
        .forEach(statement -> messages.add(WireStatement.ours(Part.PROLOGUE, statement)));
    messages.add(
        WireStatement.ours(
            Part.PROLOGUE,
            sql.openAttempt(attempt.id(), attempt.script(), settings(attempt.body().mode()))));
    return messages;
  }

  /// What records a journaled script that is through.
  List<WireStatement> record(Attempt attempt) {
    var messages = new ArrayList<WireStatement>();
    session.ours().forEach(statement -> messages.add(WireStatement.ours(Part.EPILOGUE, statement)));
    messages.add(WireStatement.ours(Part.EPILOGUE, SessionOptions.durable(keys)));
    messages.add(WireStatement.ours(Part.EPILOGUE, "BEGIN"));
    messages.add(WireStatement.ours(Part.CLAIM, sql.claim(attempt.id(), attempt.script())));
    messages.addAll(completion(attempt, new ForeignPartsSql(settings.schema()).thoroughGuard()));
    return messages;
  }

  /// Notes a state of the journal in a transaction that is open, at its end.
  List<WireStatement> noteInside(Attempt attempt, JournalState state) {
    var notes = new ArrayList<WireStatement>();
    JournalSql.ourselves(session.role())
        .forEach(sql -> notes.add(WireStatement.ours(Part.JOURNAL, sql)));
    notes.add(WireStatement.ours(Part.RECORD, guard()));
    notes.add(WireStatement.ours(Part.JOURNAL, journal().note(attempt.id(), state)));
    return notes;
  }

  /// Notes a state of the journal by itself, durably whatever the session says.
  List<WireStatement> note(Attempt attempt, JournalState state) {
    var notes = new ArrayList<WireStatement>();
    notes.add(WireStatement.ours(Part.JOURNAL, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
    notes.add(WireStatement.ours(Part.JOURNAL, "SET LOCAL synchronous_commit = on"));
    notes.addAll(noteInside(attempt, state));
    notes.add(WireStatement.ours(Part.JOURNAL, "COMMIT"));
    return notes;
  }

  /// Makes a session that was discarded by its script a prepared one again.
  List<WireStatement> sessionAgain(Attempt attempt) {
    var messages = new ArrayList<WireStatement>();
    if (session.role() != null) {
      messages.add(WireStatement.ours(Part.JOURNAL, "SELECT " + session.takeRole()));
    }
    messages.add(WireStatement.ours(Part.JOURNAL, "SELECT " + settings(attempt.body().mode())));
    return messages;
  }

  JournalSql journal() {
    return new JournalSql(sql.schema(), keys);
  }

  /// Takes back what a script has set for its session and what must not count for what closes it:
  /// its search path, and its time limits, which would outlive its commit. With a DateStyle that
  /// the driver does not work with nothing is committed: it is an error, which nobody will read.
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

  /// Keeps a transaction from leaving our tables with what the next run would not work with.
  private String guard() {
    return new ForeignPartsSql(settings.schema()).guard(sql.schema());
  }

  private List<WireStatement> completion(Attempt attempt, String guard) {
    var messages = new ArrayList<WireStatement>();
    session
        .authorization()
        .forEach(statement -> messages.add(WireStatement.ours(Part.EPILOGUE, statement)));
    messages.add(WireStatement.ours(Part.EPILOGUE, closing()));
    messages.add(WireStatement.ours(Part.RECORD, guard));
    sql.complete(attempt.id(), attempt.script(), attempt.body().count())
        .forEach(statement -> messages.add(WireStatement.ours(Part.RECORD, statement)));
    messages.add(WireStatement.ours(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  private String settings(ScriptBody.Mode mode) {
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

  /// Puts the schema first in the search path, which is psql's here. The default, `public`, says
  /// nothing where the path has it anyhow: tables are then made where psql would make them.
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

package dev.lockstep.engine.postgres;

import dev.lockstep.engine.postgres.Message.Part;
import java.util.ArrayList;
import java.util.List;

/// Puts together what is sent for a script.
///
/// @param sql the statements on the history
/// @param settings how to work
/// @param keys the locks
/// @param session as whom the session works
/// @param defaults what a script finds set
record ScriptMessages(
    HistorySql sql,
    PostgresSettings settings,
    LockKeys keys,
    SessionOptions session,
    SessionDefaults defaults) {

  /// A script and its history row as one transaction.
  List<Message> transactional(Attempt attempt) {
    var messages = new ArrayList<>(prologue(attempt));
    messages.add(Message.ours(Part.CLAIM, attempt.body().begin()));
    attempt.body().hoisted().forEach(statement -> messages.add(Message.body(statement)));
    messages.add(Message.ours(Part.CLAIM, sql.claim(attempt.id(), attempt.script())));
    attempt.body().statements().forEach(statement -> messages.add(Message.body(statement)));
    // Deferred errors are to surface here, under the settings and the role of the script.
    messages.add(Message.ours(Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE"));
    messages.addAll(completion(attempt));
    return messages;
  }

  /// The session as a callback finds it.
  List<Message> beforeCallback(ScriptBody.Mode mode) {
    var messages = new ArrayList<Message>();
    session
        .resetAfterScript()
        .forEach(statement -> messages.add(Message.ours(Part.PROLOGUE, statement)));
    messages.add(Message.ours(Part.PROLOGUE, "SELECT " + settings(mode)));
    return messages;
  }

  /// Takes back what a callback without a transaction has left, its time limits first.
  List<Message> afterJournaledCallback() {
    return session.resetAfterScript().stream()
        .map(statement -> Message.ours(Part.EPILOGUE, statement))
        .toList();
  }

  /// A callback as one transaction.
  List<Message> callback(ScriptBody body) {
    var messages = new ArrayList<Message>();
    messages.add(Message.ours(Part.PROLOGUE, body.begin()));
    body.hoisted().forEach(statement -> messages.add(Message.body(statement)));
    body.statements().forEach(statement -> messages.add(Message.body(statement)));
    messages.add(Message.ours(Part.EPILOGUE, "SET CONSTRAINTS ALL IMMEDIATE"));
    messages.add(Message.ours(Part.EPILOGUE, closing()));
    messages.add(Message.ours(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  /// What comes before a script, and all that is needed before a journaled one.
  List<Message> prologue(Attempt attempt) {
    var messages = new ArrayList<Message>();
    session.reset().forEach(statement -> messages.add(Message.ours(Part.PROLOGUE, statement)));
    messages.add(
        Message.ours(
            Part.PROLOGUE,
            sql.openAttempt(attempt.id(), attempt.script(), settings(attempt.body().mode()))));
    return messages;
  }

  /// What records a journaled script that is through.
  List<Message> record(Attempt attempt) {
    var messages = new ArrayList<Message>();
    session
        .resetAfterScript()
        .forEach(statement -> messages.add(Message.ours(Part.EPILOGUE, statement)));
    messages.add(Message.ours(Part.EPILOGUE, ownSession()));
    messages.add(Message.ours(Part.EPILOGUE, "BEGIN"));
    messages.add(Message.ours(Part.CLAIM, sql.claim(attempt.id(), attempt.script())));
    messages.addAll(completion(attempt));
    return messages;
  }

  /// Notes a state of the journal in a transaction that is open, at its end.
  List<Message> noteInside(Attempt attempt, JournalState state) {
    var notes = new ArrayList<Message>();
    JournalSql.ourselves(session.role()).forEach(sql -> notes.add(Message.ours(Part.JOURNAL, sql)));
    notes.add(Message.ours(Part.JOURNAL, journal().note(attempt.id(), state)));
    return notes;
  }

  /// Notes a state of the journal by itself, durably whatever the session says.
  List<Message> note(Attempt attempt, JournalState state) {
    var notes = new ArrayList<Message>();
    notes.add(Message.ours(Part.JOURNAL, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
    notes.add(Message.ours(Part.JOURNAL, "SET LOCAL synchronous_commit = on"));
    notes.addAll(noteInside(attempt, state));
    notes.add(Message.ours(Part.JOURNAL, "COMMIT"));
    return notes;
  }

  /// Makes a session that was discarded by its script a prepared one again.
  List<Message> sessionAgain(Attempt attempt) {
    var messages = new ArrayList<Message>();
    if (session.role() != null) {
      messages.add(Message.ours(Part.JOURNAL, "SELECT " + session.takeRole()));
    }
    messages.add(Message.ours(Part.JOURNAL, "SELECT " + settings(attempt.body().mode())));
    return messages;
  }

  JournalSql journal() {
    return new JournalSql(sql.schema(), keys);
  }

  /// Brings the session back to us after a script, whatever the script left, with durable commits.
  String ownSession() {
    return """
        SELECT set_config('synchronous_commit',
            CASE WHEN reset_val = 'off' THEN 'on' ELSE reset_val END, false),
          pg_advisory_lock(%d)
        FROM pg_settings WHERE name = 'synchronous_commit'"""
        .formatted(keys.work());
  }

  /// Takes back what a script has set for its session and what must not count for what closes it:
  /// its time limits, which would outlive its commit.
  private String closing() {
    return """
        SELECT pg_catalog.set_config('synchronous_commit', 'off', true),
          pg_catalog.set_config('statement_timeout', '0', false),
          pg_catalog.set_config('lock_timeout', '%d', false),
          pg_catalog.set_config('idle_in_transaction_session_timeout', '0', false),
          %s"""
        .formatted(settings.timeouts().lock().toMillis(), SessionOptions.noTransactionTimeout());
  }

  private List<Message> completion(Attempt attempt) {
    var messages = new ArrayList<Message>();
    session
        .authorization()
        .forEach(statement -> messages.add(Message.ours(Part.EPILOGUE, statement)));
    messages.add(Message.ours(Part.EPILOGUE, closing()));
    sql.complete(attempt.id(), attempt.script(), attempt.body().count())
        .forEach(statement -> messages.add(Message.ours(Part.RECORD, statement)));
    messages.add(Message.ours(Part.EPILOGUE, "COMMIT"));
    return messages;
  }

  private String settings(ScriptBody.Mode mode) {
    var items = new ArrayList<String>();
    items.add("set_config('lockstep.session', 'used', false)");
    items.addAll(defaults.settings());
    items.add(searchPath());
    if (mode == ScriptBody.Mode.TRANSACTIONAL) {
      items.add("set_config('synchronous_commit', 'off', false)");
      items.add("set_config('default_transaction_read_only', 'on', false)");
    }
    items.add("pg_advisory_lock(%d)".formatted(keys.work()));
    return String.join(", ", items);
  }

  /// Puts the schema first in the search path. The default, `public`, says nothing where the path
  /// has it anyhow: tables are then made where psql would make them.
  private String searchPath() {
    String schema = Sql.literal(settings.schema());
    String stays =
        settings.schema().equals("public")
            ? "%s = ANY (current_schemas(false))".formatted(schema)
            : "%s = current_schema()".formatted(schema);
    return "CASE WHEN %s THEN NULL ELSE set_config('search_path', concat_ws(', ', %s, nullif(current_setting('search_path'), '')), false) END"
        .formatted(stays, Sql.literal(Sql.identifier(settings.schema())));
  }
}

package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The scripts that are still to be applied, in their order. A script leaves the queue when the
/// server has reported its commit.
///
/// Scripts that fit into one round trip form a batch: they are sent together. A script with a
/// journal runs alone, and one after which the session must be replaced ends its batch.
final class ScriptQueue {
  private final Iterator<Prepared> rest;
  private final ScriptCallbacks around;
  private final StandardStrings strings;
  private final RunSessions sessions;
  private final Consumer<Script> applied;
  private final List<Entry> taken = new ArrayList<>();
  private int sent;
  private boolean headIsFirst;
  private boolean headIsAlone;
  private long headSince = System.nanoTime();
  private @Nullable Attempt last;

  /// A script that was split into statements.
  private record Entry(Attempt attempt, List<SqlStatement> statements) {}

  /// @param applied receives each script that leaves the queue
  ScriptQueue(
      Iterator<Prepared> scripts,
      ScriptCallbacks around,
      RunSessions sessions,
      Consumer<Script> applied) {
    this.rest = scripts;
    this.around = around;
    this.strings = sessions.current().strings();
    this.sessions = sessions;
    this.applied = applied;
  }

  boolean isEmpty() {
    return taken.isEmpty() && !rest.hasNext();
  }

  /// The first script that is not applied.
  Attempt head() {
    return taken.getFirst().attempt();
  }

  /// The statements of the first script, without callbacks.
  List<SqlStatement> statements() {
    return taken.getFirst().statements();
  }

  ScriptCallbacks around() {
    return around;
  }

  /// Whether the first script is also the first of its batch, so that it depends on no other one
  /// whose result was unknown when it was sent.
  boolean headIsFirst() {
    return headIsFirst;
  }

  /// The time for which the first script has been the first.
  Duration headFor() {
    return Duration.ofNanos(System.nanoTime() - headSince);
  }

  /// The last script of the batch.
  Attempt last() {
    return Objects.requireNonNull(last);
  }

  /// Removes the first script, which is applied.
  void applied() {
    sent--;
    headIsFirst = false;
    headIsAlone = false;
    headSince = System.nanoTime();
    applied.accept(taken.removeFirst().attempt().script());
  }

  /// The first script, if it was sent with those that have left the queue since; null otherwise.
  @Nullable Attempt sentNext() {
    return sent > 0 ? head() : null;
  }

  /// Replaces the first attempt with another one, which is sent alone.
  void retry(Attempt attempt) {
    taken.set(0, new Entry(attempt, statements()));
    headIsAlone = true;
  }

  /// Chooses the scripts to send next, which stay in the queue.
  ///
  /// @return the statements of all of them; empty for a script with a journal
  List<WireStatement> batch() {
    var size = new ChunkSize();
    var messages = new ArrayList<WireStatement>();
    Attempt before = null;
    sent = 0;
    headIsFirst = true;
    for (Attempt next = at(0); next != null && !next.body().mode().isJournaled(); next = at(sent)) {
      List<WireStatement> own = sessions.messages().transactional(next, before);
      boolean fits = size.addAll(own);
      if (!fits && before != null) {
        break;
      }
      messages.addAll(own);
      before = next;
      sent++;
      if (!fits || headIsAlone || next.body().needsReconnect()) {
        break;
      }
    }
    sent = Math.max(1, sent);
    last = taken.get(sent - 1).attempt();
    return messages;
  }

  /// The attempt at a place in the queue; null behind the last one.
  private @Nullable Attempt at(int place) {
    while (taken.size() <= place && rest.hasNext()) {
      taken.add(entry(rest.next()));
    }
    return place < taken.size() ? taken.get(place).attempt() : null;
  }

  /// The first attempt at a script. A script that was started with a journal continues with it,
  /// whatever its statements are now.
  private Entry entry(Prepared prepared) {
    Script script = prepared.script();
    List<SqlStatement> statements = PreparedScript.of(prepared).statements(strings);
    JournalState state = sessions.journal(script);
    ScriptBody body =
        state.isEmpty()
            ? around.in(ScriptBody.of(statements, script.transactions()))
            : ScriptBody.journaled(statements, script.transactions());
    var journal = new Journal(statements, state);
    return new Entry(
        new Attempt(script, normalized(script, statements), body, journal), statements);
  }

  private String normalized(Script script, List<SqlStatement> statements) {
    var fingerprint = new SqlFingerprint();
    return script.source().equals(script.text())
        ? fingerprint.of(script.source(), statements, strings)
        : fingerprint.of(script.source());
  }
}

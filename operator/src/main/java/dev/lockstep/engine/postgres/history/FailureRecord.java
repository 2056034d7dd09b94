package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.LoggerFactory;

/// Records failed attempts in the history.
public final class FailureRecord {
  private final HistorySql sql;
  private final LockKeys keys;

  FailureRecord(HistorySql sql, LockKeys keys) {
    this.sql = sql;
    this.keys = keys;
  }

  /// Records a failed attempt, durably. If that fails, too, the next run closes the attempt.
  public void record(
      PgConnection work, SessionOptions session, UUID attempt, Script script, Failure failure) {
    try {
      SQLException error = tried(work, session, attempt, script, failure);
      if (error != null && SqlFailures.isEncoding(error)) {
        // The server's message may contain characters that the database's encoding lacks.
        error = tried(work, session, attempt, script, Sql.escaped(failure));
      }
      // A cancel request for the script may have arrived late and canceled this.
      if (error != null) {
        error = tried(work, session, attempt, script, failure);
      }
      if (error != null) {
        throw error;
      }
    } catch (SQLException e) {
      // Created only here, to save a successful run the cost of initializing a logger.
      LoggerFactory.getLogger(FailureRecord.class)
          .atWarn()
          .addKeyValue("script", script.fileName())
          .addKeyValue("sqlState", e.getSQLState())
          .log("The failure could not be recorded; the next run closes the attempt");
    }
  }

  private @Nullable SQLException tried(
      PgConnection work, SessionOptions session, UUID attempt, Script script, Failure failure)
      throws SQLException {
    var statements = new ArrayList<>(session.ours());
    statements.addAll(
        List.of(SessionOptions.durable(keys), "BEGIN", sql.failAttempt(attempt, failure)));
    if (!script.isUndo()) {
      // A script whose undo failed is still applied.
      statements.add(sql.failHistory(script, failure));
    }
    statements.add("COMMIT");
    SQLException error = Pipeline.execute(work, statements).error();
    if (error != null) {
      Pipeline.execute(work, List.of("ROLLBACK")).orThrow();
    }
    return error;
  }
}

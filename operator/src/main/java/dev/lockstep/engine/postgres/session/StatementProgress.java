package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.sql.CopyData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The progress of a statement, from the server's views `pg_stat_progress_*`, whose columns used
/// here are the same in versions 14 to 18.
///
/// @param command the command that the server runs
/// @param phase the phase, in the server's words; null if there is none
/// @param done the part of the phase that is done, in the server's unit
/// @param total the whole of the phase, in the same unit; zero if it is not known
public record StatementProgress(String command, @Nullable String phase, long done, long total) {
  static final StatementProgress UNKNOWN = new StatementProgress("", null, 0, 0);

  private static final String COPY = "COPY";

  /// A query for the progress of one process.
  static String query(int process) {
    return """
        SELECT command, phase,
          CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END,
          CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END
        FROM pg_catalog.pg_stat_progress_create_index WHERE pid = %1$d
        UNION ALL
        SELECT 'VACUUM', phase,
          CASE phase WHEN 'vacuuming heap' THEN heap_blks_vacuumed ELSE heap_blks_scanned END,
          CASE WHEN phase IN ('scanning heap', 'vacuuming heap') THEN heap_blks_total ELSE 0 END
        FROM pg_catalog.pg_stat_progress_vacuum WHERE pid = %1$d
        UNION ALL
        SELECT command, phase, heap_blks_scanned,
          CASE phase WHEN 'seq scanning heap' THEN heap_blks_total ELSE 0 END
        FROM pg_catalog.pg_stat_progress_cluster WHERE pid = %1$d
        UNION ALL
        SELECT 'ANALYZE', phase, sample_blks_scanned,
          CASE phase WHEN 'acquiring sample rows' THEN sample_blks_total ELSE 0 END
        FROM pg_catalog.pg_stat_progress_analyze WHERE pid = %1$d
        UNION ALL
        SELECT 'COPY', NULL, bytes_processed, bytes_total
        FROM pg_catalog.pg_stat_progress_copy WHERE pid = %1$d"""
        .formatted(process);
  }

  static StatementProgress of(Reply reply) {
    if (reply.rows().isEmpty()) {
      return UNKNOWN;
    }
    List<@Nullable String> row = reply.rows().getFirst();
    return new StatementProgress(
        String.valueOf(row.get(0)), row.get(1), number(row.get(2)), number(row.get(3)));
  }

  /// The progress as a phrase; null if there is none.
  ///
  /// @param data the data that a `COPY` reads from us, whose size the server does not know
  public @Nullable String phrase(@Nullable CopyData data) {
    if (command.isEmpty()) {
      return null;
    }
    long all = command.equals(COPY) && data != null ? bytes(data) : total;
    return command
        + (phase == null ? "" : ", " + phase)
        + (all > 0 ? ": %d %%".formatted(Math.min(100, 100 * done / all)) : "");
  }

  private static long bytes(CopyData data) {
    return data.text().getBytes(StandardCharsets.UTF_8).length;
  }

  private static long number(@Nullable String value) {
    return value == null ? 0 : Long.parseLong(value);
  }
}

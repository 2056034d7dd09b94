package dev.lockstep.engine.postgres.session;

import dev.lockstep.schema.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sessions, and prepared transactions, that block others.
public record Blockers(List<Blocker> all) {
  public static final Blockers NONE = new Blockers(List.of());

  private static final int MOST = 5;

  /// The columns that [#of] expects, for a row `a` of `pg_stat_activity`. Values of other users'
  /// sessions that the user may not see are left out.
  static final String COLUMNS =
      """
      'process ' || a.pid || coalesce(' of user ' || a.usename, '')
        || coalesce(' (' || nullif(a.application_name, '') || ')', '')
        || coalesce(' at ' || pg_catalog.host(a.client_addr), '')
        || coalesce(', ' || a.state, ''),
      CASE WHEN a.xact_start IS NULL THEN ', connected for ' ELSE ', its transaction open for ' END,
      extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.backend_start))::bigint,
      'process ' || a.pid || ': ' || nullif(a.query, '')""";

  /// A blocking session or prepared transaction.
  ///
  /// @param description a phrase that identifies it
  /// @param query its current or last statement, for a terminal only
  record Blocker(String description, @Nullable String query) {}

  public Blockers {
    all = List.copyOf(all);
  }

  static Blockers of(Reply reply) {
    return new Blockers(
        reply.rows().stream().map(Blockers::blocker).distinct().limit(MOST).toList());
  }

  private static Blocker blocker(List<@Nullable String> row) {
    String seconds = row.get(2);
    String age =
        seconds == null
            ? ""
            : row.get(1)
                + DurationText.format(Duration.ofSeconds(Math.max(0, Long.parseLong(seconds))));
    return new Blocker(row.getFirst() + age, row.get(3));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /// The descriptions of all blockers; null if there are none.
  public @Nullable String phrase() {
    return all.isEmpty()
        ? null
        : all.stream().map(Blocker::description).collect(Collectors.joining(" and "));
  }

  /// The statements of the blockers, for a terminal only.
  public @Nullable String queries() {
    String text =
        all.stream()
            .map(Blocker::query)
            .filter(query -> query != null)
            .collect(Collectors.joining("\n"));
    return text.isEmpty() ? null : text;
  }
}

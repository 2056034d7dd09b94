package dev.lockstep.runner.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dialects of the program, and the only place that selects one.
///
/// @param offered the dialects; the first is the default
public record Dialects(List<OfferedDialect> offered) {
  public Dialects {
    offered = List.copyOf(offered);
  }

  /// The dialects that the program supports.
  public static Dialects ofProgram() {
    return new Dialects(List.of(new PostgresOffer()));
  }

  /// The dialect of a URL; the default dialect reports a URL that none accepts.
  OfferedDialect of(@Nullable String url) {
    return url == null
        ? offered.getFirst()
        : offered.stream().filter(each -> each.takes(url)).findFirst().orElse(offered.getFirst());
  }
}

package dev.lockstep.runner.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dialects of the program: the one place that chooses one.
///
/// @param offered the dialects; the first is meant where no URL says otherwise
public record Dialects(List<OfferedDialect> offered) {
  public Dialects {
    offered = List.copyOf(offered);
  }

  /// What the program comes with.
  public static Dialects ofProgram() {
    return new Dialects(List.of(new PostgresOffer()));
  }

  /// The dialect of a URL; a URL that none takes is left to the first to explain.
  OfferedDialect of(@Nullable String url) {
    return url == null
        ? offered.getFirst()
        : offered.stream().filter(each -> each.takes(url)).findFirst().orElse(offered.getFirst());
  }
}

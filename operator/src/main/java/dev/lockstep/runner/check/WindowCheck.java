package dev.lockstep.runner.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.Database;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.history.History;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.VersionWindow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits until the recorded version is inside a window. Each attempt opens a connection of its own,
/// because a hundred waiting pods must not hold a hundred connections.
///
/// @param patience the maximum wait; zero for a single attempt
/// @param database opens the database
record WindowCheck(
    String schema,
    VersionWindow window,
    Duration patience,
    Supplier<Database> database,
    StopSignal stop,
    Console console) {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /// The result.
  ///
  /// @param failure the reason for which the database was not read
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(
      @Nullable String version,
      String require,
      boolean satisfied,
      boolean databaseRead,
      String waited,
      @Nullable Failure failure) {}

  /// The result of one attempt.
  private sealed interface Look {
    /// The history was read.
    record Read(Optional<SchemaVersion> version) implements Look {}

    /// The history could not be read, but may be readable later.
    record NotRead(EngineException failure) implements Look {}
  }

  /// Reads the version repeatedly.
  ///
  /// @throws EngineException if waiting cannot help
  Rendered answer(Terminal terminal) {
    long start = System.nanoTime();
    String told = "";
    while (true) {
      Look look = look();
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      Duration left = patience.minus(passed);
      if (isInside(look) || !left.isPositive()) {
        return end(look, passed, terminal);
      }
      String seen = sentence(look);
      if (!seen.equals(told)) {
        console.progress("waiting for %s: %s".formatted(window, seen));
        told = seen;
      }
      stop.pause(left.compareTo(LONGEST_PAUSE) < 0 ? left : pause());
    }
  }

  private Look look() {
    try (var opened = database.get()) {
      History history = opened.read();
      return new Look.Read(history.version());
    } catch (UsageException e) {
      // Invalid options stay invalid, however long the wait.
      throw e;
    } catch (EngineException e) {
      return switch (e.failure().failureClass()) {
        case ENVIRONMENT, TRANSIENT -> new Look.NotRead(e);
        case PERMANENT, INTERRUPTED -> throw e;
      };
    }
  }

  private static Duration pause() {
    return Duration.ofMillis(
        ThreadLocalRandom.current()
            .nextLong(SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis() + 1));
  }

  private boolean isInside(Look look) {
    return switch (look) {
      case Look.Read(Optional<SchemaVersion> version) ->
          version.filter(window::contains).isPresent();
      case Look.NotRead _ -> false;
    };
  }

  private String sentence(Look look) {
    return switch (look) {
      case Look.Read(Optional<SchemaVersion> version) ->
          version.isEmpty()
              ? "Schema %s records no version".formatted(schema)
              : "Schema %s is at version %s".formatted(schema, version.get());
      case Look.NotRead(EngineException failure) -> failure.failure().message();
    };
  }

  private Rendered end(Look look, Duration passed, Terminal terminal) {
    String waited = DurationText.format(passed);
    return switch (look) {
      case Look.Read(Optional<SchemaVersion> version) -> read(version, waited, terminal);
      case Look.NotRead(EngineException e) -> {
        console.failure(e);
        yield new Rendered(
            new Answer(null, window.toString(), false, false, waited, e.failure()),
            new Page()
                .line(
                    terminal,
                    TextStyle.BAD,
                    "Schema %s was not read%s".formatted(schema, after(waited))),
            patience.isZero() ? e.failure().kind().exitCode() : ExitCode.NOT_IN_STEP);
      }
    };
  }

  private Rendered read(Optional<SchemaVersion> version, String waited, Terminal terminal) {
    String text = version.map(SchemaVersion::text).orElse(null);
    String seen = sentence(new Look.Read(version));
    if (version.filter(window::contains).isPresent()) {
      return new Rendered(
          new Answer(text, window.toString(), true, true, waited, null),
          new Page().line(terminal, TextStyle.GOOD, "%s, inside %s".formatted(seen, window)));
    }
    boolean above = version.filter(found -> !window.isBelowUpper(found)).isPresent();
    console.progress(
        above
            ? "hint: The schema is too new for this release: start a newer one"
            : "hint: Apply the scripts that reach it (lockstep migrate), or wait longer (--wait)");
    return new Rendered(
        new Answer(text, window.toString(), false, true, waited, null),
        new Page()
            .line(
                terminal, TextStyle.BAD, "%s, outside %s%s".formatted(seen, window, after(waited))),
        ExitCode.NOT_IN_STEP);
  }

  private String after(String waited) {
    return patience.isZero() ? "" : ", after " + waited;
  }
}

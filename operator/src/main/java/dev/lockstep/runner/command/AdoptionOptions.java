package dev.lockstep.runner.command;

import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.adoption.AdoptionPolicy.Prior;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.schema.SchemaVersion;
import org.jspecify.annotations.Nullable;

/// The options for handling a database without a Lockstep history.
public final class AdoptionOptions {
  private boolean adopt;
  private boolean ignore;
  private @Nullable String table;
  private @Nullable String baseline;

  public void addTo(CommandModel command) {
    command.flag(
        "--adopt",
        () -> adopt = true,
        "Adopt the history of Flyway, Liquibase, golang-migrate, goose, dbmate, Atlas, sqlx or refinery if the database has no Lockstep history yet.");
    command.option(
        "--adopt-table",
        "SCHEMA.TABLE",
        String.class,
        value -> table = value,
        "Like --adopt, but read the history from this table instead of searching the schema.");
    command.flag(
        "--ignore-prior-history",
        () -> ignore = true,
        "Run all scripts although the schema has the history of another tool.");
    command.option(
        "--baseline-version",
        "VERSION",
        String.class,
        value -> baseline = value,
        "The version of an existing database without a history: scripts up to it count as applied.");
  }

  public AdoptionPolicy adoption() {
    if (ignore && (adopt || table != null)) {
      throw new UsageException(
          "%s and --ignore-prior-history cannot be combined"
              .formatted(adopt ? "--adopt" : "--adopt-table"));
    }
    if (table != null && table.isBlank()) {
      throw new UsageException("--adopt-table: name a table, such as public.flyway_schema_history");
    }
    return new AdoptionPolicy(prior(), table, baseline == null ? null : version(baseline));
  }

  /// Rejects the options if no database is given, because they have no effect then.
  public void refuseWithoutDatabase() {
    if (!adoption().equals(AdoptionPolicy.NONE)) {
      throw new UsageException(
          "--adopt, --adopt-table, --ignore-prior-history and --baseline-version need a database: name one with --url");
    }
  }

  private Prior prior() {
    if (ignore) {
      return Prior.IGNORE;
    }
    return adopt || table != null ? Prior.ADOPT : Prior.REJECT;
  }

  private static SchemaVersion version(String text) {
    try {
      return SchemaVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--baseline-version: " + e.getMessage());
    }
  }
}

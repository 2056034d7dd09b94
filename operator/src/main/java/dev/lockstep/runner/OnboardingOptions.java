package dev.lockstep.runner;

import dev.lockstep.engine.Onboarding;
import dev.lockstep.engine.Onboarding.Prior;
import dev.lockstep.schema.SchemaVersion;
import org.jspecify.annotations.Nullable;

/// What becomes of a database in which Lockstep has recorded nothing, as options of the commands
/// that may meet one.
final class OnboardingOptions {
  private boolean adopt;
  private boolean ignore;
  private @Nullable String table;
  private @Nullable String baseline;

  void addTo(CommandModel command) {
    command.flag(
        "--adopt",
        () -> adopt = true,
        "Takes over the history of Flyway, Liquibase, golang-migrate, goose, dbmate, Atlas or sqlx where Lockstep has recorded nothing.");
    command.option(
        "--adopt-table",
        "SCHEMA.TABLE",
        String.class,
        value -> table = value,
        "The same with the table that has that history; otherwise it is looked for in the schema.");
    command.flag(
        "--ignore-prior-history",
        () -> ignore = true,
        "Runs all scripts although another tool has a history here.");
    command.option(
        "--baseline-version",
        "VERSION",
        String.class,
        value -> baseline = value,
        "The version that a database without any history is at: scripts up to it count as applied.");
  }

  Onboarding onboarding() {
    if (ignore && (adopt || table != null)) {
      throw new UsageException(
          "%s and --ignore-prior-history exclude each other"
              .formatted(adopt ? "--adopt" : "--adopt-table"));
    }
    if (table != null && table.isBlank()) {
      throw new UsageException("--adopt-table: name a table, such as public.flyway_schema_history");
    }
    return new Onboarding(prior(), table, baseline == null ? null : version(baseline));
  }

  /// Where no database is asked, there is nothing that the options could speak of.
  void refuseWithoutDatabase() {
    if (!onboarding().equals(Onboarding.NONE)) {
      throw new UsageException(
          "--adopt, --adopt-table, --ignore-prior-history and --baseline-version speak of a database: name one with --url");
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

package dev.lockstep.bench;

import org.flywaydb.core.Flyway;

/// Flyway's API as a program: what a user of it starts.
final class FlywayRun {
  private FlywayRun() {}

  /// Migrates once.
  ///
  /// @param args JDBC URL, user, password, folder
  public static void main(String[] args) {
    Flyway.configure()
        .dataSource(args[0], args[1], args[2])
        .locations("filesystem:" + args[3])
        .load()
        .migrate();
  }
}

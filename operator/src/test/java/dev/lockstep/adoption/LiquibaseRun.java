package dev.lockstep.adoption;

import dev.lockstep.testing.TestDatabase;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;

/// The real Liquibase, by its API: all files of a folder in the order of their names, by a
/// changelog beside the folder.
public final class LiquibaseRun {
  private static final String CHANGELOG = "changelog.yaml";

  private LiquibaseRun() {}

  /// Updates once, as a program.
  ///
  /// @param args JDBC URL, user, password, folder
  public static void main(String[] args) throws SQLException {
    try (Connection connection = DriverManager.getConnection(args[0], args[1], args[2])) {
      update(connection, Path.of(args[3]));
    }
  }

  static void update(TestDatabase database, Path folder) {
    try (Connection connection = database.connect()) {
      update(connection, folder);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(Connection connection, Path folder) {
    Path parent = folder.resolveSibling("");
    try {
      Files.writeString(
          parent.resolve(CHANGELOG),
          "databaseChangeLog:\n  - includeAll:\n      path: %s\n".formatted(folder.getFileName()));
      var target =
          DatabaseFactory.getInstance()
              .findCorrectDatabaseImplementation(new JdbcConnection(connection));
      // Its close() does nothing, and declares to be interruptible.
      var resources = new DirectoryResourceAccessor(parent);
      new Liquibase(CHANGELOG, resources, target).update(new Contexts());
    } catch (FileNotFoundException | LiquibaseException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

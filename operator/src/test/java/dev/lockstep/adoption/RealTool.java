package dev.lockstep.adoption;

import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.flywaydb.core.Flyway;

/// A tool that migrates, as it is, with the scripts that it would have.
enum RealTool {
  FLYWAY("flyway_schema_history"),
  LIQUIBASE("databasechangelog"),
  GOOSE("goose_db_version"),
  GOLANG_MIGRATE("schema_migrations"),
  DBMATE("schema_migrations");

  private static final String[][] STEPS = {
    {"create_people", "CREATE TABLE people (id int PRIMARY KEY, name text);", "DROP TABLE people;"},
    {
      "add_mail",
      "ALTER TABLE people ADD mail text NOT NULL DEFAULT '';\nCREATE INDEX people_mail ON people (mail);",
      "ALTER TABLE people DROP mail;"
    },
    {
      "add_orders",
      "CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES people);\nINSERT INTO people VALUES (1, 'ann', 'a@b');",
      "DELETE FROM people;\nDROP TABLE orders;"
    },
    {
      "add_function",
      "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';",
      "DROP FUNCTION twice;"
    },
    {
      "add_price",
      "ALTER TABLE orders ADD price numeric CHECK (price > 0);",
      "ALTER TABLE orders DROP price;"
    },
    {"add_view", "CREATE VIEW prices AS SELECT id, price FROM orders;", "DROP VIEW prices;"}
  };

  private final String table;

  RealTool(String table) {
    this.table = table;
  }

  /// How many versions there are.
  static int count() {
    return STEPS.length;
  }

  /// The tool's own table.
  String table() {
    return table;
  }

  /// Writes the scripts up to a version, as the tool wants them.
  void write(Path folder, int last) {
    for (int i = 1; i <= last; i++) {
      String[] step = STEPS[i - 1];
      switch (this) {
        case FLYWAY -> file(folder, "V%d__%s.sql".formatted(i, step[0]), step[1] + "\r\n");
        case LIQUIBASE -> file(folder, "%03d_%s.sql".formatted(i, step[0]), changesets(i, step));
        case GOOSE ->
            file(
                folder,
                "%05d_%s.sql".formatted(i, step[0]),
                "-- +goose Up\n%s\n-- +goose Down\n%s\n".formatted(step[1], step[2]));
        case GOLANG_MIGRATE -> {
          file(folder, "%06d_%s.up.sql".formatted(i, step[0]), step[1]);
          file(folder, "%06d_%s.down.sql".formatted(i, step[0]), step[2]);
        }
        case DBMATE ->
            file(
                folder,
                "2026010%d120000_%s.sql".formatted(i, step[0]),
                "-- migrate:up\n%s\n-- migrate:down\n%s\n".formatted(step[1], step[2]));
      }
    }
  }

  /// Every other file is formatted SQL with a changeset for each statement, the rest is plain.
  private static String changesets(int number, String[] step) {
    if (number % 2 == 0) {
      return step[1] + "\n";
    }
    var text = new StringBuilder("--liquibase formatted sql\n");
    int changeset = 1;
    for (String statement : step[1].split("\n", -1)) {
      text.append("\n--changeset ann:%d-%d\n%s\n".formatted(number, changeset++, statement));
    }
    return text.toString();
  }

  /// Runs the scripts of a folder.
  void run(TestDatabase database, Path folder) {
    switch (this) {
      case FLYWAY ->
          Flyway.configure()
              .dataSource(database.jdbcUrl(), database.user(), database.password())
              .locations("filesystem:" + folder)
              .load()
              .migrate();
      case LIQUIBASE -> LiquibaseRun.update(database, folder);
      case GOOSE, GOLANG_MIGRATE, DBMATE ->
          GoMigrators.run(
              name().toLowerCase(Locale.ROOT).replace('_', '-'),
              database.uri() + "?sslmode=disable",
              folder);
    }
  }

  private static void file(Path folder, String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

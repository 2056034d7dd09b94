package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// No command calls an object that another user has created, or behaves differently because of it.
@ExtendWith(PostgresExtension.class)
@DisplayName("B1: nothing of theirs is called")
final class PlantedNamesTest {
  private final PostgresServers servers;
  private final Path folder;

  PlantedNamesTest(PostgresServers servers, @TempDir Path folder) {
    this.servers = servers;
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(PostgresVersion.class)
  void whatIsPlantedFitsBetterThanWhatTheServerHas(PostgresVersion version) {
    TestDatabase database = databaseOfMallory(servers.of(version));
    PlantedNames.in(database);

    for (String call :
        List.of(
            "SELECT jsonb_build_object('a'::text, 'b'::text, 'c'::text, 'd'::text)",
            "SELECT concat_ws('a'::text, 'b'::text, 'c'::text)",
            "SELECT 1 * 2.0::double precision",
            "SELECT 1::oid <> 2::integer",
            "SET search_path = evil, pg_catalog; SELECT now()",
            "SET search_path = evil, pg_catalog; SELECT 'a'::pg_catalog.text = 'b'::pg_catalog.text",
            "SET search_path = evil, pg_catalog; SELECT 1 FROM pg_class",
            "SET search_path = evil, pg_catalog; SELECT 'a'::text")) {
      assertThatThrownBy(() -> database.execute(call))
          .hasMessageContaining(PlantedNames.mark(database));
    }
  }

  /// A scene. A whole life cycle with all commands takes long, and names are resolved by the same
  /// rules in all versions: older versions are tested with the path that contains most.
  ///
  /// @param path the value of `ALTER DATABASE ... SET search_path`
  /// @param options the options of every command
  record Scene(PostgresVersion version, String path, List<String> options) {}

  static Stream<Scene> scenes() {
    var newest = PostgresVersion.newest();
    return Stream.concat(
        Stream.of(PostgresVersion.values())
            .map(version -> new Scene(version, "evil, pg_catalog", List.of())),
        Stream.of(
            new Scene(newest, "public, evil, pg_catalog", List.of("--role=mallory")),
            new Scene(newest, "", List.of())));
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void everyCommandDoesWhatItDoesElsewhereAndCallsNothingOfTheirs(Scene scene) {
    PostgresServer server = servers.of(scene.version());
    TestDatabase clean = databaseOfMallory(server);
    List<String> usual = new LifeCycle(clean, scene.options(), folder.resolve("clean")).run();
    TestDatabase database = databaseOfMallory(server);
    PlantedNames.in(database);
    if (!scene.path().isEmpty()) {
      database.execute(
          "ALTER DATABASE %s SET search_path = %s".formatted(database.name(), scene.path()));
    }

    List<String> exits = new LifeCycle(database, scene.options(), folder.resolve("planted")).run();

    String mark = PlantedNames.mark(database);
    assertThat(server.log().lines().filter(line -> line.contains(mark)).distinct()).isEmpty();
    assertThat(exits).isEqualTo(usual);
  }

  private static TestDatabase databaseOfMallory(PostgresServer server) {
    TestDatabase database = server.createDatabase();
    if (database.column("SELECT 1 FROM pg_roles WHERE rolname = 'mallory'").isEmpty()) {
      database.execute("CREATE ROLE mallory");
      database.execute("CREATE ROLE owner_of_all IN ROLE mallory");
    }
    database.execute("ALTER DATABASE %s OWNER TO mallory".formatted(database.name()));
    database.execute("GRANT ALL ON SCHEMA public TO mallory");
    database.execute(
        "SET ROLE mallory; CREATE SCHEMA evil; CREATE SCHEMA evil2; CREATE SCHEMA scratch; CREATE SCHEMA back");
    LifeCycle.prepare(database, "mallory");
    return database;
  }
}

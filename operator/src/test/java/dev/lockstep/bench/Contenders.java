package dev.lockstep.bench;

import dev.lockstep.adoption.GoMigrators;
import dev.lockstep.adoption.LiquibaseRun;
import dev.lockstep.bench.Work.Contender;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.postgresql.Driver;

/// The command lines of those who compete: Lockstep as it is installed, Flyway, Liquibase and the
/// floor as JVMs with the same collector and compiler, the floor on an AOT cache of its own, and
/// dbmate and goose as one program of theirs.
final class Contenders {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path folder;
  private final Path floorCache;
  private final String floorClassPath;
  private final OtherFormats formats;

  /// @param folder where files of their own are put
  Contenders(Path folder) throws IOException {
    this.folder = folder;
    this.floorCache = folder.resolve("floor.aot");
    this.floorClassPath = floorJar(folder.resolve("floor.jar")) + ":" + jarOf(Driver.class);
    this.formats = new OtherFormats(folder);
  }

  /// Lets the floor make its cache in a run of its own.
  void train(TestDatabase database, ScriptFolder scripts) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(JAVA, "-XX:AOTCacheOutput=" + floorCache));
    command.addAll(floor(Work.TINY, database, scripts));
    Measured.of(command, Map.of());
  }

  Measured run(Contender contender, Work work, TestDatabase database, ScriptFolder scripts)
      throws IOException, InterruptedException {
    List<String> command =
        switch (contender) {
          case FLOOR -> {
            var floor = new ArrayList<>(List.of(JAVA, "-XX:AOTCache=" + floorCache));
            floor.addAll(floor(work, database, scripts));
            yield floor;
          }
          case LOCKSTEP -> lockstep(work, database, scripts);
          case PSQL -> psql(work, database, scripts);
          case FLYWAY -> api(FlywayRun.class, database, scripts.path());
          case LIQUIBASE -> api(LiquibaseRun.class, database, formats.of(contender, work, scripts));
          case DBMATE, GOOSE ->
              GoMigrators.command(
                  contender.title(),
                  database.uri() + "?sslmode=disable",
                  formats.of(contender, work, scripts));
        };
    return Measured.of(command, Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  /// The classes that Lockstep loads for a work.
  LoadedClasses classes(Work work, TestDatabase database, ScriptFolder scripts)
      throws IOException, InterruptedException {
    Path log = folder.resolve("classes.log");
    Measured.of(
        lockstep(work, database, scripts),
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "LOCKSTEP_JAVA_OPTS",
            LoadedClasses.option(log)));
    return LoadedClasses.of(log);
  }

  private List<String> floor(Work work, TestDatabase database, ScriptFolder scripts) {
    var command = new ArrayList<>(JVM);
    command.addAll(List.of("-cp", floorClassPath, MinimalRunner.class.getName()));
    if (work != Work.VERSION) {
      command.addAll(List.of(database.jdbcUrl(), database.user(), database.password()));
      command.add(scripts.path().toString());
    }
    return command;
  }

  private static List<String> lockstep(Work work, TestDatabase database, ScriptFolder scripts) {
    String program = Checkout.target().resolve("lockstep/bin/lockstep").toString();
    if (work == Work.VERSION) {
      return List.of(program, "version");
    }
    return List.of(
        program,
        "migrate",
        "--url",
        database.jdbcUrl(),
        "--user",
        database.user(),
        "--scripts",
        scripts.path().toString());
  }

  /// One process for all, with one transaction for each script.
  private List<String> psql(Work work, TestDatabase database, ScriptFolder scripts) {
    Path all = folder.resolve(work + ".sql");
    if (!Files.exists(all)) {
      writeTransactions(scripts, all);
    }
    return List.of("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", all.toString(), database.uri());
  }

  private static void writeTransactions(ScriptFolder scripts, Path all) {
    try (Stream<Path> entries = Files.list(scripts.path());
        var out = Files.newBufferedWriter(all)) {
      for (Path file : entries.sorted().toList()) {
        out.append("BEGIN;\n").append(Files.readString(file)).append("COMMIT;\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> api(Class<?> program, TestDatabase database, Path scripts) {
    var command = new ArrayList<String>();
    command.add(JAVA);
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(database.jdbcUrl(), database.user(), database.password()));
    command.add(scripts.toString());
    return command;
  }

  /// An AOT cache takes classes from jars only.
  private static Path floorJar(Path jar) throws IOException {
    String entry = MinimalRunner.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in =
            Objects.requireNonNull(
                MinimalRunner.class.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }

  private static String jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}

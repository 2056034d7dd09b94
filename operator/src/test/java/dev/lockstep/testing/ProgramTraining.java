package dev.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes the AOT caches of the installed program: runs `lockstep migrate` against a server that
/// wants a password, and lets the JVM note what it loaded. There is one for people, and one for
/// those who want JSON, which takes five hundred classes more.
public final class ProgramTraining {
  /// Enough for the parts that every script takes to be seen as what they are.
  private static final int SCRIPTS = 200;

  /// With profiles in the cache, the JVM compiles at its start what the run for the cache has used
  /// often: 7 % more CPU for a run with nothing to do, and no gain for one that applies 500
  /// scripts.
  static final List<String> NO_PROFILES =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

  /// What a run before the one that is noted applies: most runs find a history, and read it.
  static final String FIRST_PART = "--target=" + SCRIPTS / 2;

  private final Path program = Checkout.target().resolve("lockstep");

  private ProgramTraining() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    new ProgramTraining().run();
  }

  private void run() throws IOException, InterruptedException {
    PicocliUpgrade.in(program.resolve("lib"));
    Path folder = Files.createTempDirectory("lockstep-training-");
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(PostgresServer.Authentication.SCRAM);
    try (var server = PostgresServer.start(options)) {
      ScriptFolder scripts = scripts(folder);
      train("lockstep.aot", server.createDatabase(), scripts, folder, List.of());
      withRarerKinds(scripts);
      train(
          "lockstep-json.aot",
          server.createDatabase(),
          scripts,
          folder,
          List.of("--termination-log", folder.resolve("termination").toString()));
    } finally {
      PostgresBinaries.delete(folder);
    }
  }

  private void train(
      String cache, TestDatabase database, ScriptFolder scripts, Path folder, List<String> options)
      throws IOException, InterruptedException {
    Path password = Files.writeString(folder.resolve("password"), database.password());
    migrate("", database, scripts, password, List.of(FIRST_PART));
    migrate(
        String.join(" ", NO_PROFILES) + " -XX:AOTCacheOutput=" + program.resolve(cache),
        database,
        scripts,
        password,
        options);
  }

  private void migrate(
      String javaOptions,
      TestDatabase database,
      ScriptFolder scripts,
      Path password,
      List<String> options)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                program.resolve("bin").resolve("lockstep").toString(),
                "migrate",
                "--url",
                database.jdbcUrl(),
                "--user",
                database.user(),
                "--password-file",
                password.toString(),
                "--scripts",
                scripts.path().toString()));
    command.addAll(options);
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LOCKSTEP_JAVA_OPTS", javaOptions);
    int exitCode = builder.inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("lockstep migrate ended with " + exitCode);
    }
  }

  /// Scripts of the kind that most are of, in a folder below another.
  static ScriptFolder scripts(Path folder) {
    var scripts = ScriptFolder.in(folder);
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.with(
          "V%d__t.sql".formatted(i),
          "CREATE TABLE t%d (id int, v text);\nINSERT INTO t%d VALUES (1, 'x');\n".formatted(i, i));
    }
    return scripts;
  }

  /// Adds scripts that take other ways: data on a line of its own, and statements one by one.
  static ScriptFolder withRarerKinds(ScriptFolder scripts) {
    return scripts
        .with("V%d__copy.sql".formatted(SCRIPTS + 1), "COPY t1 FROM stdin;\n2\ty\n\\.\n")
        .with(
            "V%d__index.sql".formatted(SCRIPTS + 2),
            "BEGIN;\nSELECT 1;\nCOMMIT;\nDO $$ BEGIN NULL; END $$;\n");
  }
}

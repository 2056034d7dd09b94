package dev.lockstep.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server as a child process, in a folder of its own and on a free port of the
/// loopback interface. It never outlives this JVM, not even one that is killed: a shell between the
/// two stops it when its standard input ends.
public final class PostgresServer implements AutoCloseable {
  /// How a server is stopped.
  public enum Stop {
    /// Sessions are ended, transactions rolled back, everything written.
    FAST("INT"),
    /// As a crash: what was committed asynchronously may be lost.
    IMMEDIATE("QUIT");

    private final String signal;

    Stop(String signal) {
      this.signal = signal;
    }
  }

  /// How users prove who they are.
  public enum Authentication {
    /// Every password is right.
    TRUST("trust"),
    /// Passwords are checked.
    SCRAM("scram-sha-256");

    private final String method;

    Authentication(String method) {
      this.method = method;
    }
  }

  /// What a server is started with.
  ///
  /// @param settings further lines of `postgresql.conf`, such as `fsync=on`
  public record Options(
      PostgresVersion version, Authentication authentication, Map<String, String> settings) {
    public Options {
      settings = Map.copyOf(settings);
    }

    public static Options of(PostgresVersion version) {
      return new Options(version, Authentication.TRUST, Map.of());
    }

    public Options with(Authentication other) {
      return new Options(version, other, settings);
    }

    public Options with(Map<String, String> others) {
      return new Options(version, authentication, others);
    }
  }

  static final String SUPERUSER = "postgres";
  private static final String TEMPLATE = "template1";
  static final String SUPERUSER_PASSWORD = "correct horse";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  // Only the end of its input or a line on it ends this shell; Ctrl-C reaches it and is ignored.
  private static final String SUPERVISOR =
      """
      trap '' INT TERM HUP
      "$@" </dev/null &
      server=$!
      read -r signal || signal=QUIT
      kill -"$signal" "$server"
      wait "$server"
      """;

  private final Options options;
  private final Path binaries;
  private final Path folder;
  private final Path data;
  private final boolean temporary;
  private final AtomicInteger databases = new AtomicInteger();
  private final Thread atExit = new Thread(this::closeQuietly, "stop-postgres");
  private int port;
  private @Nullable Process process;
  private @Nullable TestDatabase untouched;

  private PostgresServer(Options options, Path folder, boolean temporary) throws IOException {
    this.options = options;
    this.binaries = PostgresBinaries.of(options.version());
    this.folder = folder;
    this.data = folder.resolve("data");
    this.temporary = temporary;
  }

  /// Starts a server of the newest release.
  public static PostgresServer start() {
    return start(PostgresVersion.newest());
  }

  /// Starts a server in a temporary folder.
  public static PostgresServer start(PostgresVersion version) {
    return start(Options.of(version));
  }

  /// Starts a server in a temporary folder.
  public static PostgresServer start(Options options) {
    try {
      return startIn(Files.createTempDirectory("lockstep-postgres-"), true, options);
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not start", e);
    }
  }

  private static PostgresServer startIn(Path folder, boolean temporary, Options options)
      throws IOException {
    var server = new PostgresServer(options, folder, temporary);
    Runtime.getRuntime().addShutdownHook(server.atExit);
    if (!Files.exists(server.data)) {
      server.initialise();
    }
    server.port = FreePort.find();
    server.launch();
    return server;
  }

  /// The address to connect to.
  public String host() {
    return "127.0.0.1";
  }

  /// The port to connect to; it stays the same over restarts.
  public int port() {
    return port;
  }

  /// A user who may do everything, whose password is [#superuserPassword()].
  public String superuser() {
    return SUPERUSER;
  }

  public String superuserPassword() {
    return SUPERUSER_PASSWORD;
  }

  public PostgresVersion version() {
    return options.version();
  }

  /// Creates an empty database that no other test uses.
  public TestDatabase createDatabase() {
    int number = databases.incrementAndGet();
    if (number == 1) {
      // A first session makes a cache of the catalog, which is copied as all files are.
      database(TEMPLATE).execute("SELECT");
    }
    var database = database("test_" + number);
    String strategy = version() == PostgresVersion.V14 ? "" : " STRATEGY = FILE_COPY";
    database(SUPERUSER).execute("CREATE DATABASE " + database.name() + strategy);
    return database;
  }

  /// The empty database that the tests share of what is refused before anything runs.
  public synchronized TestDatabase untouchedDatabase() {
    if (untouched == null) {
      untouched = createDatabase();
    }
    return untouched;
  }

  /// A database by its name, whether it exists or not.
  public TestDatabase database(String name) {
    return new TestDatabase(host(), port, name, SUPERUSER, SUPERUSER_PASSWORD);
  }

  /// Stops the server and keeps its data.
  public void stop(Stop how) {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    try {
      try (var input = running.getOutputStream()) {
        input.write((how.signal + "\n").getBytes(StandardCharsets.UTF_8));
      }
      if (!running.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("PostgreSQL did not stop within 30 s: " + log());
      }
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL could not be stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL stopped", e);
    }
  }

  /// Stops the server if it runs, and starts it again on the same port with the same data.
  public void restart(Stop how) {
    stop(how);
    try {
      launch();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not start again", e);
    }
  }

  /// Stops the server and starts it again with the same data as a standby, which replays and takes
  /// readers only.
  public void demote() {
    stop(Stop.FAST);
    try {
      Files.writeString(data.resolve("standby.signal"), "");
      launch();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL did not start again", e);
    }
  }

  /// What the server has logged so far.
  public String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    stop(Stop.IMMEDIATE);
    if (temporary) {
      try {
        PostgresBinaries.delete(folder);
      } catch (IOException e) {
        throw new IllegalStateException("cannot delete " + folder, e);
      }
    }
    removeHook();
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The JVM is ending, and this is the hook.
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
    }
  }

  private Path logFile() {
    return folder.resolve("server.log");
  }

  private void initialise() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, SUPERUSER_PASSWORD);
    var command = unprivileged();
    command.addAll(List.of(binaries.resolve("bin/initdb").toString(), "-D", data.toString()));
    command.addAll(List.of("-U", SUPERUSER, "--pwfile", password.toString(), "--no-sync"));
    command.addAll(List.of("-A", options.authentication().method));
    command.addAll(List.of("--encoding=UTF8", "--locale=C"));
    Process initdb =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logFile().toFile())
            .start();
    try {
      if (initdb.waitFor() != 0) {
        throw new IOException("initdb failed: " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during initdb", e);
    }
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        fsync = off
        full_page_writes = off
        shared_buffers = '32MB'
        max_connections = 60
        max_prepared_transactions = 4
        # With hundreds of databases it would otherwise start a worker each tenth of a second.
        autovacuum_naptime = '1h'
        """
            + settingLines());
  }

  private String settingLines() {
    var lines = new StringBuilder();
    options.settings().forEach((name, value) -> lines.append("%s = '%s'%n".formatted(name, value)));
    return lines.toString();
  }

  private void launch() throws IOException {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", SUPERVISOR, "postgres-supervisor"));
    command.addAll(unprivileged());
    command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    Files.writeString(logFile(), "");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logFile().toFile())
            .start();
    Await.until("PostgreSQL takes connections", START_LIMIT, this::ready);
  }

  private boolean ready() {
    String log = log();
    if (log.contains("FATAL: ") && log.contains("database system is shut down")) {
      throw new IllegalStateException("PostgreSQL did not start: " + log);
    }
    return log.contains("database system is ready to accept ");
  }

  /// PostgreSQL refuses to run as root; inside a user namespace of its own, root is nobody.
  private static List<String> unprivileged() {
    return new ArrayList<>(
        System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
  }

  /// Runs a server until SIGTERM, for shell scripts.
  ///
  /// @param args the folder for its data, which is kept, and a file that the port is written to
  ///   once it takes connections
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 2) {
      System.err.println("usage: PostgresServer DATA-DIR PORT-FILE");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(args[0]));
    var options = Options.of(PostgresVersion.newest()).with(Authentication.SCRAM);
    try (var server = startIn(folder, false, options)) {
      Path portFile = Path.of(args[1]);
      Path fresh = portFile.resolveSibling(portFile.getFileName() + ".new");
      Files.writeString(fresh, server.port() + "\n");
      Files.move(fresh, portFile);
      new CountDownLatch(1).await();
    }
  }

  static Connection connect(String url, String user, String password) throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }
}

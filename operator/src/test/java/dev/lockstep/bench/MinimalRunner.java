package dev.lockstep.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The least that a JVM with this driver can do: a program without lexer, retry, lock or audit,
/// which compares the checksums of a folder's files with its ledger and sends what is missing, each
/// file with its ledger row as one string and so in one round trip.
final class MinimalRunner {
  /// Above this a string makes the driver's own parser slow.
  private static final int CHUNK = 64 * 1024;

  private final Connection connection;

  private MinimalRunner(Connection connection) {
    this.connection = connection;
  }

  /// Migrates once.
  ///
  /// @param args JDBC URL, user, password, folder; or nothing, to print one line
  public static void main(String[] args)
      throws IOException, NoSuchAlgorithmException, SQLException {
    if (args.length == 0) {
      System.out.println("floor 1");
      return;
    }
    String url = args[0] + "?preferQueryMode=simple&assumeMinServerVersion=14";
    try (var connection = DriverManager.getConnection(url, args[1], args[2])) {
      new MinimalRunner(connection).migrate(Path.of(args[3]));
    }
  }

  private void migrate(Path folder) throws IOException, NoSuchAlgorithmException, SQLException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.sorted((a, b) -> Integer.compare(number(a), number(b))).toList();
    }
    try (var statement = connection.createStatement()) {
      Map<String, String> ledger = ledger(statement);
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        String checksum =
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        String name = file.getFileName().toString();
        String recorded = ledger.get(name);
        if (recorded == null) {
          apply(statement, new String(bytes, StandardCharsets.UTF_8), name, checksum);
        } else if (!recorded.equals(checksum)) {
          throw new IllegalStateException(name + " was changed");
        }
      }
    }
  }

  private static Map<String, String> ledger(Statement statement) throws SQLException {
    statement.execute(
        "CREATE TABLE IF NOT EXISTS ledger (name text PRIMARY KEY, checksum text, at timestamptz)");
    var ledger = new HashMap<String, String>();
    try (ResultSet rows = statement.executeQuery("SELECT name, checksum FROM ledger")) {
      while (rows.next()) {
        ledger.put(rows.getString(1), rows.getString(2));
      }
    }
    return ledger;
  }

  private static void apply(Statement statement, String body, String name, String checksum)
      throws SQLException {
    String row = "INSERT INTO ledger VALUES ('%s', '%s', now())".formatted(name, checksum);
    if (body.length() <= CHUNK) {
      statement.execute("BEGIN;\n" + body + row + ";\nCOMMIT");
      return;
    }
    statement.execute("BEGIN");
    for (int from = 0; from < body.length(); ) {
      int to =
          body.length() - from <= CHUNK ? body.length() : body.lastIndexOf('\n', from + CHUNK) + 1;
      statement.execute(body.substring(from, to));
      from = to;
    }
    statement.execute(row + ";\nCOMMIT");
  }

  /// `V12__t.sql` is 12.
  private static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf('_')));
  }
}

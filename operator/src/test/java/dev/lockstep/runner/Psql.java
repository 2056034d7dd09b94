package dev.lockstep.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the psql of this machine to find out the server and the user of its connection.
public record Psql(int exit, String told) {
  private static final Pattern TRIED =
      Pattern.compile("connection to server at \"(?<host>[^\"]*)\"[^,]*, port (?<port>.*) failed");

  /// Runs one statement.
  ///
  /// @param url the database argument of psql; empty for none
  public static Psql run(Map<String, String> environment, String url, String sql)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("psql", "-XAtqw", "-c", sql));
    if (!url.isEmpty()) {
      command.add(url);
    }
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(Map.of("PGUSER", "u", "PGDATABASE", "d", "LC_ALL", "C.UTF-8"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Psql(process.waitFor(), told.strip());
  }

  /// The servers that did not answer, as `host:port` separated by commas, with brackets for IPv6.
  public String tried() {
    var servers = new ArrayList<String>();
    Matcher tried = TRIED.matcher(told);
    while (tried.find()) {
      String host = tried.group("host");
      servers.add(
          (host.contains(":") ? "[" + host + "]" : host)
              + ":"
              + Integer.parseInt(tried.group("port").strip()));
    }
    return String.join(",", servers);
  }
}

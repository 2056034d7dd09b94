package dev.lockstep.runner.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.runner.Psql;
import dev.lockstep.runner.options.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run connects to the servers that psql tries (F1): compared with the psql of this machine, on
/// addresses without a server.
final class PsqlServersTest {
  private static Map<String, String> variables(String text) {
    var variables = new HashMap<String, String>();
    for (String variable : text.isBlank() ? new String[0] : text.split(";", -1)) {
      variables.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
    }
    return variables;
  }

  private static String servers(Map<String, String> variables, @Nullable String url) {
    var all = new HashMap<>(variables);
    all.putIfAbsent("PGUSER", "u");
    all.putIfAbsent("PGDATABASE", "d");
    return (url == null || url.isEmpty()
            ? ConnectionScene.ofVariables(all)
            : ConnectionScene.ofVariables(all, "--url=" + url))
        .hosts();
  }

  @ParameterizedTest
  @DisplayName("F1: the servers of variables and URLs are those that psql tries")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=3|''",
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=3,4|''",
        "PGHOST=127.0.0.2,127.0.0.1|''",
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=,4|''",
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=4,|''",
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=,|''",
        "PGHOST=127.0.0.2,127.0.0.1;PGPORT=|''",
        "PGHOST=127.0.0.2,127.0.0.1,::1;PGPORT=7|''",
        "PGHOST=127.0.0.1;PGPORT= 3 |''",
        "PGHOST=127.0.0.1;PGPORT=+3|''",
        "PGHOST=127.0.0.1;PGPORT=0003|''",
        "PGHOST=127.0.0.1,127.0.0.2;PGPORT=3, 4|''",
        "PGHOST=::1;PGPORT=3|''",
        "PGHOST=::1|''",
        "PGHOST=fe80::1%lo;PGPORT=3|''",
        "PGHOST=0:0:0:0:0:0:0:1;PGPORT=3|''",
        "PGHOST=::ffff:127.0.0.1;PGPORT=3|''",
        "PGHOSTADDR=127.0.0.3;PGPORT=3|''",
        "PGHOSTADDR=127.0.0.3,::1;PGPORT=3|''",
        "PGHOST=;PGHOSTADDR=127.0.0.3;PGPORT=3|''",
        "|postgresql://127.0.0.1/d",
        "|postgres://127.0.0.1:3/d",
        "|postgresql://127.0.0.1:/d",
        "|postgresql://127.0.0.1,127.0.0.2/d",
        "|postgresql://127.0.0.1,127.0.0.2:3/d",
        "|postgresql://127.0.0.1:3,127.0.0.2/d",
        "|postgresql://127.0.0.1:3,127.0.0.2:4/d",
        "|postgresql://127.0.0.1:3,127.0.0.2/d?port=9",
        "|postgresql://127.0.0.1:3,127.0.0.2/d?port=8,9",
        "|postgresql://127.0.0.1/d?host=127.0.0.2",
        "|postgresql://127.0.0.1:3/d?host=127.0.0.2",
        "|postgresql:///d?host=127.0.0.2&port=3",
        "|postgresql:///d?host=::1&port=3",
        "|postgresql:///d?host=127.0.0.2,::1&port=3",
        "|postgresql:///d?hostaddr=127.0.0.2&port=3",
        "|postgresql://[::1]/d",
        "|postgresql://[::1]:3/d",
        "|postgresql://u@[::1]:3,[fe80::1%25lo]:4,127.0.0.1/d",
        "|postgresql://[127.0.0.1]:3/d",
        "|postgresql://%3A%3A1:3/d",
        "|postgresql://127.0.0.1%2C127.0.0.2/d",
        "|postgresql://127.0.0.1:%33/d",
        "|postgresql://127.0.0.1:3",
        "|postgresql://127.0.0.1:3?sslmode=disable",
        "PGPORT=7|postgresql://127.0.0.1/d",
        "PGPORT=7|postgresql://127.0.0.1:/d",
        "PGPORT=7|postgresql://127.0.0.1,127.0.0.2/d",
        "PGPORT=7|postgresql://127.0.0.1:3/d",
        "PGHOST=127.0.0.9;PGPORT=7|postgresql://127.0.0.1/d",
        "PGHOST=127.0.0.9;PGPORT=7|postgresql://:3/d",
        "PGHOST=127.0.0.9;PGPORT=7|postgresql:///d"
      })
  void areThoseThatPsqlTries(String variables, String url) throws Exception {
    String tried = Psql.run(variables(variables == null ? "" : variables), url, "SELECT 1").tried();

    assertThat(tried).isNotEmpty();
    assertThat(servers(variables(variables == null ? "" : variables), url)).isEqualTo(tried);
  }

  @ParameterizedTest
  @DisplayName("F1: what psql cannot connect to is refused before anything is tried")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "PGHOST=127.0.0.1;PGPORT=3,4||PGPORT: 2 ports for 1 host",
        "PGHOST=127.0.0.1,127.0.0.2;PGPORT=3,4,5||PGPORT: 3 ports for 2 hosts",
        "PGHOST=127.0.0.1;PGPORT=3x||PGPORT: the port of the host is not a number",
        "PGHOST=127.0.0.1;PGPORT=0||PGPORT: the port of the host is not a number",
        "PGHOST=127.0.0.1;PGPORT=65536||PGPORT: the port of the host is not a number",
        "PGHOST=127.0.0.1,a b;PGPORT=3||PGHOST: host 2 of 2 cannot be parsed",
        "PGHOST=127.0.0.1, 127.0.0.2;PGPORT=3||PGHOST: host 2 of 2 cannot be parsed",
        "PGHOST=:::1;PGPORT=3||PGHOST: the host cannot be parsed",
        "PGHOST=/tmp;PGPORT=3||PGHOST: the host is a Unix socket",
        "PGHOST=@abstract;PGPORT=3||PGHOST: the host is a Unix socket",
        "PGHOSTADDR=localhost;PGPORT=3||PGHOSTADDR: hostaddr must contain IP addresses only",
        "PGSERVICE=there||PGSERVICE",
        "|postgresql://::1/d|--url: the host part of the URL cannot be parsed",
        "|postgresql://[::1/d|--url: the host part of the URL cannot be parsed",
        "|postgresql://[]:3/d|--url: the host part of the URL cannot be parsed",
        "|postgresql://[::1]x/d|--url: the host part of the URL cannot be parsed",
        "|postgresql://127.0.0.1:3,127.0.0.2/d?port=7,8,9|--url: 3 ports for 2 hosts",
        "|postgresql://%2Ftmp/d|--url: the host is a Unix socket",
        "|postgresql:///d?host=/tmp|--url: the host is a Unix socket"
      })
  void areRefusedWherePsqlCannotConnect(String variables, String url, String sentence)
      throws Exception {
    Map<String, String> environment = variables(variables == null ? "" : variables);

    assertThat(Psql.run(environment, url == null ? "" : url, "SELECT 1").exit()).isNotZero();
    assertThatThrownBy(() -> servers(environment, url))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @DisplayName("F1: libpq would take another server, which is said")
  @CsvSource(
      delimiter = '|',
      value = {
        "PGHOST=127.0.0.1,,127.0.0.2;PGPORT=3|PGHOST: host 2 of 3 is empty",
        "PGHOST=127.0.0.1;PGHOSTADDR=127.0.0.2|PGHOSTADDR: host and hostaddr cannot be combined",
        "PGHOST=127.0.0.1:3;PGPORT=4|PGHOST: the host and PGPORT name different ports"
      })
  void areRefusedWhereTwoThingsAreSaid(String variables, String sentence) {
    assertThatThrownBy(() -> servers(variables(variables), null))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @DisplayName("F1: hosts and ports in the keys of a Secret")
  @CsvSource(
      delimiter = '|',
      value = {
        "host=127.0.0.2,127.0.0.1;port=54731|127.0.0.2:54731,127.0.0.1:54731",
        "host=127.0.0.1,127.0.0.1;port=1,54731|127.0.0.1:1,127.0.0.1:54731",
        "host=db;port=6432|db:6432",
        "host=db|db:5432",
        "host=db;port=|db:5432",
        "host=[::1];port=54731|[::1]:54731",
        "host=[::1]|[::1]:5432",
        "host=[::1]:54731|[::1]:54731",
        "host=::1;port=54731|[::1]:54731",
        "host=fd00::7|[fd00::7]:5432",
        "host=fd00::7:6432|[fd00::7:6432]:5432",
        "host=fe80::1%eth0;port=7|[fe80::1%eth0]:7",
        "host=fd00::7,db,[fd00::8];port=7|[fd00::7]:7,db:7,[fd00::8]:7",
        "host=db:6432|db:6432",
        "host=db:6432;port=6432|db:6432",
        "host=a:6432,b;port=6432|a:6432,b:6432",
        "host=a:1,b:2|a:1,b:2",
        "uri=postgresql://u:p@db/d;port=7|db:7",
        "uri=postgresql://u:p@db/d;host=db;port=7|db:7",
        "uri=postgresql://u:p@pooler/d;host=db;port=7|pooler:5432",
        "uri=postgresql://u:p@db:6432/d;host=db;port=7|db:6432",
        "jdbc-uri=jdbc:postgresql://db/d;host=db;port=7|db:5432",
        "jdbc-uri=jdbc:postgresql://a,b:6432/d|a:5432,b:6432",
        "jdbc-uri=jdbc:postgresql://[fd00::7]/d|[fd00::7]:5432"
      })
  void areThoseOfTheSecret(String keys, String servers, @TempDir Path folder) throws IOException {
    var all = variables(keys);
    all.putIfAbsent("username", "u");
    all.putIfAbsent("dbname", "d");

    assertThat(ConnectionScene.ofSecret(ConnectionScene.secret(folder, "orders-db", all)).hosts())
        .isEqualTo(servers);
  }

  @ParameterizedTest
  @DisplayName("F1, F4: a Secret's hosts that cannot be read are named by their key")
  @CsvSource(
      delimiter = '|',
      value = {
        "host=db;port=1,2|Key port of Secret orders-db: 2 ports for 1 host",
        "host=db:6432;port=5432|Key host of Secret orders-db: the host and key port of Secret orders-db name different ports",
        "host=db:five|Key host of Secret orders-db: the port of the host is not a number",
        "host=a,,b|Key host of Secret orders-db: host 2 of 3 is empty",
        "host=[db:1]|Key host of Secret orders-db: the host cannot be parsed",
        "host=/var/run/postgresql|Key host of Secret orders-db: the host is a Unix socket",
        "host=postgresql://db|Key host of Secret orders-db: expected a host but found a URL",
        "jdbc-uri=jdbc:postgresql://db:/d|Key jdbc-uri of Secret orders-db: the host part of the URL cannot be parsed"
      })
  void areNamedByTheirKeyWhereTheyCannotBeRead(String keys, String sentence, @TempDir Path folder)
      throws IOException {
    var all = variables(keys);
    all.putIfAbsent("username", "u");
    all.putIfAbsent("dbname", "d");
    Path secret = ConnectionScene.secret(folder, "orders-db", all);

    assertThatThrownBy(() -> ConnectionScene.ofSecret(secret))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  @DisplayName("F1: the database is called like the user who connects, as for psql")
  void theDatabaseIsCalledLikeTheUser() {
    var variables = Map.of("PGHOST", "db", "PGUSER", "shop");

    assertThat(ConnectionScene.ofVariables(variables).database()).isEqualTo("shop");
    assertThat(ConnectionScene.ofVariables(variables, "--user=other").database())
        .isEqualTo("other");
    assertThat(
            ConnectionScene.ofVariables(
                    Map.of("PGHOST", "db", "PGUSER", "shop", "PGDATABASE", ""), "--user=other")
                .database())
        .isEqualTo("other");
  }
}

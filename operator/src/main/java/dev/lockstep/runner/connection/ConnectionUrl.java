package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.Percent;
import dev.lockstep.runner.options.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses `jdbc:postgresql://` URLs as the driver does, and `postgres(ql)://` URIs as libpq does.
///
/// Neither follows the general syntax of URLs. libpq searches for the first `@` or `/`: everything
/// up to an `@` is user and password, including `?` and `#`. If the hosts contain further `@`, the
/// last one is used, as in most other libraries, because no host name contains one.
///
/// @param origin the name of the URL in messages, which never quote a part of it
record ConnectionUrl(Origin origin) {
  private static final String JDBC = "jdbc:postgresql://";
  private static final String DEFAULT_PORT = "5432";

  /// The schemes of libpq, and those of applications for their drivers.
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)(postgres|postgresql|postgis|pgsql|psql|pgx[0-9]?|timescale(db|gis)?)([+][a-z0-9_]+)?://");

  ConnectionParts parse(String url) {
    String text = url.strip();
    if (text.regionMatches(true, 0, JDBC, 0, JDBC.length())) {
      return jdbc(text.substring(JDBC.length()));
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.lookingAt()) {
      throw origin.wrong(
          "not a database URL: write jdbc:postgresql://host:5432/name or postgresql://host:5432/name");
    }
    return libpq(text.substring(scheme.end()));
  }

  private ConnectionParts jdbc(String rest) {
    var query = new UrlQuery(origin, UrlQuery.Syntax.JDBC);
    int question = rest.indexOf('?');
    if (question >= 0) {
      query.read(rest.substring(question + 1));
    }
    String server = question < 0 ? rest : rest.substring(0, question);
    int slash = server.indexOf('/');
    String database = slash < 0 ? "" : server.substring(slash + 1).replace("+", "%20");
    requireReadable(database.indexOf('/') < 0 && (origin.isSecret() || database.indexOf('@') < 0));
    String hosts = slash < 0 ? server : server.substring(0, slash);
    requireReadable(!hosts.endsWith(":") && !hosts.contains(":,"));
    int at = hosts.lastIndexOf('@');
    ConnectionParts parts =
        parts(at < 0 ? null : hosts.substring(0, at), hosts.substring(at + 1), database, query);
    // The variables of psql do not apply to these URLs.
    return parts.ports() == null ? parts.withPorts(new Given(DEFAULT_PORT, origin)) : parts;
  }

  private ConnectionParts libpq(String rest) {
    int at = rest.indexOf('@');
    int slash = rest.indexOf('/');
    String login = null;
    String server = rest;
    if (at >= 0 && (slash < 0 || at < slash)) {
      int last = rest.substring(0, end(rest, at)).lastIndexOf('@');
      login = rest.substring(0, last);
      server = rest.substring(last + 1);
      // The URL of an option has no password, but a question mark in its user may begin one.
      requireReadable(origin.isSecret() || login.indexOf('?') < 0);
    }
    int question = server.indexOf('?');
    var query = new UrlQuery(origin, UrlQuery.Syntax.LIBPQ);
    if (question >= 0) {
      query.read(server.substring(question + 1));
      server = server.substring(0, question);
    }
    int path = server.indexOf('/');
    String database = path < 0 ? "" : server.substring(path + 1);
    int strayed = database.indexOf('@');
    requireReadable(strayed < 0 || (origin.isSecret() && database.indexOf('/', strayed) < 0));
    return parts(login, path < 0 ? server : server.substring(0, path), database, query);
  }

  /// The end of the hosts that begin at an offset.
  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    return end;
  }

  private ConnectionParts parts(
      @Nullable String login, String servers, String database, UrlQuery query) {
    var percent = new Percent(origin);
    int colon = login == null ? -1 : login.indexOf(':');
    String user = login == null || colon < 0 ? login : login.substring(0, colon);
    String password = login == null || colon < 0 ? null : login.substring(colon + 1);
    UrlServers split = UrlServers.of(servers, origin);
    Given hosts = given(query.target("host"), percent.decoded(split.hosts()));
    Given secret =
        given(query.target("password"), password == null ? "" : percent.decoded(password));
    return new ConnectionParts(
        HostList.either(hosts, Given.of(query.target("hostaddr"), origin)),
        given(query.target("port"), percent.decoded(split.ports())),
        given(query.target("dbname"), percent.decoded(database)),
        given(query.target("user"), user == null ? "" : percent.decoded(user)),
        secret == null ? empty(query) : secret.text(),
        query.parameters());
  }

  /// On a command line a password that seems empty may continue after the next `&`.
  private @Nullable String empty(UrlQuery query) {
    return query.target("password") == null || origin.isSecret() ? null : "";
  }

  /// The value after the question mark takes precedence.
  private @Nullable Given given(@Nullable String inQuery, String before) {
    return Given.of(inQuery == null ? before : inQuery, origin);
  }

  private void requireReadable(boolean readable) {
    if (!readable) {
      throw unreadable(origin);
    }
  }

  /// The failure for a URL that would be split inside a password, or that has an IPv6 address
  /// without brackets.
  static UsageException unreadable(Origin origin) {
    return origin.wrong(
        "the host part of the URL cannot be parsed: put an IPv6 address in brackets, and in user and password write %2F for /, %3F for ?, %23 for #, %26 for &, %3A for :, %40 for @, %5B for [ and %25 for %, or pass user and password separately");
  }
}

package dev.lockstep.runner.connection;

import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.Percent;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses the part of a URL after the question mark. Messages contain known names, but never a
/// value or an unknown name, because either may be a part of a password.
final class UrlQuery {
  /// The syntax of pairs.
  enum Syntax {
    /// A plus sign is a space; a value may contain an equals sign.
    JDBC,
    /// A plus sign is an ordinary character; an equals sign in a value must be written as %3D.
    LIBPQ
  }

  /// libpq's parameters that select a database.
  private static final List<String> TARGET =
      List.of("user", "password", "host", "hostaddr", "port", "dbname");

  private static final List<String> SCHEMA = List.of("schema", "search_path", "currentschema");
  private static final Pattern OPTIONS =
      Pattern.compile("\\s*(-c\\s*|--)search_path=(?<path>[^\\s\\\\]+)\\s*");

  private final Origin origin;
  private final Syntax syntax;
  private final Map<String, String> target = new HashMap<>();
  private final Map<String, Given> driver = new HashMap<>();
  private final List<Given> passedOver = new ArrayList<>();
  private UrlParameters.@Nullable Schema schema;

  UrlQuery(Origin origin, Syntax syntax) {
    this.origin = origin;
    this.syntax = syntax;
  }

  /// Parses the pairs of a query; the last pair with a name is used.
  void read(String query) {
    String text = syntax == Syntax.JDBC ? query.replace("+", "%20") : query;
    int number = 0;
    for (String pair : text.split("&", -1)) {
      number++;
      if (!pair.isEmpty()) {
        pair(pair, number);
      }
    }
  }

  /// The value of `user`, `password`, `host`, `hostaddr`, `port` or `dbname`.
  @Nullable String target(String name) {
    return target.get(name);
  }

  UrlParameters parameters() {
    return new UrlParameters(driver, schema, passedOver);
  }

  private void pair(String pair, int number) {
    String[] parts = pair.split("=", 2);
    var percent = new Percent(origin);
    String name = percent.decoded(parts[0]);
    if (syntax == Syntax.LIBPQ && (parts.length == 1 || parts[1].contains("="))) {
      throw origin.wrong(
          "parameter %d of the URL is not name=value with one equals sign; in a password write %%3F for ?, %%26 for & and %%3D for ="
              .formatted(number));
    }
    parameter(name, parts.length == 1 ? "" : percent.decoded(parts[1]), number);
  }

  private void parameter(String name, String value, int number) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (TARGET.contains(lower)) {
      target.put(lower, value);
    } else if (SCHEMA.contains(lower)) {
      schema = new UrlParameters.Schema(lower, new Given(value, origin));
    } else if (lower.equals("options")) {
      options(value);
    } else if (UrlNames.ofApplications(lower, value)) {
      passedOver.add(new Given(lower, origin));
    } else {
      driver(lower, value, number);
    }
  }

  /// libpq's `options`, which often contain only the search path of an application.
  private void options(String value) {
    Matcher path = OPTIONS.matcher(value);
    if (!path.matches()) {
      throw origin.wrong(
          "the URL parameter options contains session settings: set them with %s, a search_path with %s, and remove the parameter"
              .formatted(origin.option(Setting.SESSION_PARAMETER), origin.option(Setting.SCHEMA)));
    }
    schema = new UrlParameters.Schema("options", new Given(path.group("path"), origin));
  }

  private void driver(String name, String value, int number) {
    UrlNames.wayOut(name, origin)
        .ifPresent(
            wayOut -> {
              throw origin.wrong(
                  "the URL parameter %s is not supported: %s".formatted(name, wayOut));
            });
    String known =
        UrlNames.ofDriver(name)
            .orElseThrow(
                () ->
                    origin.wrong(
                        "%s of the URL is not allowed; allowed are %s; in a password write %%3F for ? and %%26 for &"
                            .formatted(
                                UrlNames.dangerous(name)
                                    .map("the parameter %s"::formatted)
                                    .orElse("parameter %d".formatted(number)),
                                UrlNames.allowed())));
    if (name.equals("ssl") && isMode(value)) {
      driver.put(
          "sslmode",
          new Given(ConnectionParameters.checked(origin, "sslmode", mode(value)), origin));
      return;
    }
    driver.put(known, new Given(ConnectionParameters.checked(origin, known, value), origin));
  }

  /// Whether the value of `ssl` is a mode: `true` is one in libpq, and every other word is one in
  /// other drivers.
  private boolean isMode(String value) {
    return !value.matches("true|false|") || (syntax == Syntax.LIBPQ && value.equals("true"));
  }

  private static String mode(String value) {
    return value.equals("true") ? "require" : value;
  }
}

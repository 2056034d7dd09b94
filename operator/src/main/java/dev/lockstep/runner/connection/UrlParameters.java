package dev.lockstep.runner.connection;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.runner.options.Given;
import dev.lockstep.schema.Setting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parameters after the question mark of a URL, except those for servers, database and user.
///
/// @param driver the driver's parameters, by JDBC name
/// @param schema the parameter that names the schema, with its value
/// @param passedOver the names of parameters that do not concern a migration
record UrlParameters(Map<String, Given> driver, @Nullable Schema schema, List<Given> passedOver) {
  static final UrlParameters NONE = new UrlParameters(Map.of(), null, List.of());

  /// A schema in a URL.
  ///
  /// @param parameter the name of the parameter
  record Schema(String parameter, Given value) {
    /// Fails if the schema is not that of this run.
    void require(String schema) {
      if (!value.text().equals(schema)) {
        throw value
            .origin()
            .wrong(
                "the URL parameter %s names another schema than that of this run (%s): name it with %s, or remove the parameter"
                    .formatted(parameter, schema, value.origin().option(Setting.SCHEMA)));
      }
    }
  }

  UrlParameters {
    driver = Map.copyOf(driver);
    passedOver = List.copyOf(passedOver);
  }

  /// These parameters, completed by others.
  UrlParameters or(UrlParameters others) {
    var all = new HashMap<>(others.driver);
    all.putAll(driver);
    return new UrlParameters(
        all,
        schema == null ? others.schema : schema,
        Stream.concat(passedOver.stream(), others.passedOver.stream()).toList());
  }

  /// Reports the ignored parameters once.
  UrlParameters told(ProgressListener listener) {
    passedOver.stream()
        .collect(
            Collectors.groupingBy(
                Given::origin,
                LinkedHashMap::new,
                Collectors.mapping(Given::text, Collectors.toList())))
        .forEach(
            (origin, names) ->
                listener.tell(
                    "%s: ignored the URL parameters that Lockstep does not use: %s"
                        .formatted(origin.words(), String.join(", ", names)),
                    null));
    return this;
  }

  /// The driver's parameters with their values.
  Map<String, String> values() {
    var values = new HashMap<String, String>();
    driver.forEach((name, value) -> values.put(name, value.text()));
    return values;
  }

  /// The files that a URL in a Secret names, with their replacements in messages.
  Map<String, String> files() {
    var files = new HashMap<String, String>();
    for (String name : List.of("sslrootcert", "sslcert", "sslkey")) {
      Given file = driver.get(name);
      if (file != null && file.origin().isSecret()) {
        files.put(file.text(), "%s in %s".formatted(name, file.origin().words()));
      }
    }
    return files;
  }
}

package dev.lockstep.e2e;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Collects the rows of `operator/docs/disasters.md` from the tests that have a [Disaster]. The run
/// writes them to `target/disasters.md`, and with `-Dlockstep.regenerate=true` into the page
/// itself; rows of tests that did not run stay as they are.
final class DisasterTable implements ParameterResolver, AfterEachCallback {
  static final Path PAGE = Checkout.root().resolve("operator/docs/disasters.md");

  private static final Namespace STORE = Namespace.create(DisasterTable.class);
  private static final String HEAD =
      "| what happens | what the test does | what the status said | until Ready |\n|---|---|---|---|\n";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Row.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(STORE).computeIfAbsent(Row.class, _ -> new Row(), Row.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Row row = context.getStore(STORE).get(Row.class, Row.class);
    Disaster disaster = context.getRequiredTestMethod().getAnnotation(Disaster.class);
    if (row != null && disaster != null && context.getExecutionException().isEmpty()) {
      context
          .getRoot()
          .getStore(STORE)
          .computeIfAbsent(Rows.class, _ -> new Rows(), Rows.class)
          .add(disaster, row);
    }
  }

  /// What a test tells of itself.
  static final class Row {
    private final List<String> seen = new ArrayList<>();
    private long struck = System.nanoTime();
    private @Nullable Duration healed;

    /// The moment at which the disaster happens.
    void strikes() {
      struck = System.nanoTime();
    }

    /// Something that a person would see, such as the sentence in the status. What is another in
    /// each run is left out of the names of Jobs and pods.
    void seen(String sentence) {
      seen.add(sentence.replaceAll("-[0-9a-f]{10}(-[a-z0-9]{5})?\\b", "-…"));
    }

    /// The moment at which all is well again.
    void healed() {
      healed = Duration.ofNanos(System.nanoTime() - struck);
    }

    private String cells(Disaster disaster) {
      if (healed == null || seen.isEmpty()) {
        throw new IllegalStateException(disaster.value() + " tells not what was seen, or when");
      }
      return "| %s | %s | %s | %.0f s |"
          .formatted(
              disaster.value(),
              disaster.done(),
              String.join(" ", seen).replace("|", "\\|").replace("\n", " "),
              healed.toMillis() / 1000.0);
    }
  }

  /// The rows of a test run, written at its end.
  private static final class Rows implements AutoCloseable {
    private final Map<String, String> rows = new TreeMap<>();

    void add(Disaster disaster, Row row) {
      rows.put(disaster.value(), row.cells(disaster));
    }

    @Override
    public void close() {
      try {
        String page = Files.exists(PAGE) ? Files.readString(PAGE) : HEAD;
        String text = page.substring(0, page.indexOf(HEAD));
        var all = new TreeMap<String, String>();
        page.substring(page.indexOf(HEAD) + HEAD.length())
            .lines()
            .filter(line -> line.startsWith("| "))
            .forEach(line -> all.put(line.split(" \\| ", -1)[0].substring(2), line));
        all.putAll(rows);
        Path file =
            Boolean.getBoolean("lockstep.regenerate")
                ? PAGE
                : Checkout.target().resolve("disasters.md");
        Files.writeString(file, text + HEAD + String.join("\n", all.values()) + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

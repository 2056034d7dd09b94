package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The expected output of commands, in files; `-Dlockstep.regenerate=true` rewrites them.
public record Goldens(Path folder) {
  public static Goldens of(String name) {
    return new Goldens(
        Checkout.root().resolve("operator/src/test/resources").resolve(name).toAbsolutePath());
  }

  /// JSON is stored in lines, so differences are readable.
  public void json(String name, String printed) {
    try {
      var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      text(name, mapper.writeValueAsString(mapper.readTree(printed)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void text(String name, String printed) {
    Path file = folder.resolve(name);
    String visible = printed.replace("\033", "<esc>");
    try {
      if (Boolean.getBoolean("lockstep.regenerate")) {
        Files.createDirectories(folder);
        Files.writeString(file, visible);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(file).hasContent(visible);
  }

  /// Asserts that there are these files and no others.
  public void are(Set<String> names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
          .isEqualTo(names);
    }
  }
}

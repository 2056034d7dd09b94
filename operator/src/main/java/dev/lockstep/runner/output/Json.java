package dev.lockstep.runner.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.schema.Printable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON. The classes for this are loaded with the first value: a run on a terminal
/// writes none.
public final class Json {
  private @Nullable ObjectMapper mapper;

  public byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /// Invisible characters are escaped, because JSON is also shown on terminals.
  String text(Object value) {
    try {
      return Printable.json(mapper().writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectMapper mapper() {
    ObjectMapper found = mapper;
    if (found == null) {
      found = new ObjectMapper();
      mapper = found;
    }
    return found;
  }
}

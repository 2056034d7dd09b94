package dev.lockstep.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON. What it takes to do so is loaded with the first value: a run at a
/// terminal writes none.
final class Json {
  private @Nullable ObjectMapper mapper;

  byte[] bytes(Object value) {
    try {
      return mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
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

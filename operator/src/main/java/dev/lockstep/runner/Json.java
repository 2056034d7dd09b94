package dev.lockstep.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Writes values as JSON.
final class Json {
  private final ObjectMapper mapper = new ObjectMapper();

  byte[] bytes(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }
}

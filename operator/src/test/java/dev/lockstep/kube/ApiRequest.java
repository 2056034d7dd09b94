package dev.lockstep.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A request to the API server, as its audit log has it.
///
/// @param resource with the subresource, such as `schemamigrations/status`; empty for a path that
///   is no resource
/// @param namespace empty where there is none
/// @param uri the whole path, with its parameters
/// @param code of the answer
/// @param decision of the authorization: `allow` or `forbid`
public record ApiRequest(
    Instant at,
    String verb,
    String group,
    String resource,
    String namespace,
    String uri,
    int code,
    String decision) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Those of one user, in the order of their ends.
  static List<ApiRequest> of(String user, Path auditLog) {
    try {
      String log = Files.readString(auditLog);
      // What comes after the last line end is being written.
      return log.substring(0, log.lastIndexOf('\n') + 1)
          .lines()
          .filter(line -> line.contains("\"" + user + "\""))
          .map(ApiRequest::entry)
          .filter(entry -> entry.at("/user/username").asText().equals(user))
          .map(ApiRequest::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode entry(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiRequest of(JsonNode entry) {
    String subresource = entry.at("/objectRef/subresource").asText();
    return new ApiRequest(
        Instant.parse(entry.at("/requestReceivedTimestamp").asText()),
        entry.at("/verb").asText(),
        entry.at("/objectRef/apiGroup").asText(),
        entry.at("/objectRef/resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        entry.at("/objectRef/namespace").asText(),
        entry.at("/requestURI").asText(),
        entry.at("/responseStatus/code").asInt(),
        entry.at("/annotations/authorization.k8s.io~1decision").asText());
  }
}

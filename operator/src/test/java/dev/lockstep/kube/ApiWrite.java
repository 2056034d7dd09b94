package dev.lockstep.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A request to the API server that was to change something, as its audit log has it.
///
/// @param user who asked, such as `system:serviceaccount:lockstep-system:lockstep`
/// @param resource with the subresource, such as `schemamigrations/status`
public record ApiWrite(
    String user, String verb, String resource, String namespace, String name, int code) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<ApiWrite> in(Path auditLog) {
    try {
      var writes = new ArrayList<ApiWrite>();
      for (String line : Files.readAllLines(auditLog)) {
        JsonNode entry = JSON.readTree(line);
        // Reviews are questions that are asked by a POST.
        if (!entry.at("/objectRef/resource").asText().endsWith("reviews")) {
          writes.add(of(entry));
        }
      }
      return writes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiWrite of(JsonNode entry) {
    String subresource = entry.at("/objectRef/subresource").asText();
    return new ApiWrite(
        entry.at("/user/username").asText(),
        entry.at("/verb").asText(),
        entry.at("/objectRef/resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        entry.at("/objectRef/namespace").asText(),
        entry.at("/objectRef/name").asText(),
        entry.at("/responseStatus/code").asInt());
  }

  /// Whether it is one of those that an operator may make as often as it likes: it tells something,
  /// or opens a gate.
  public boolean isEventOrGate() {
    return resource.equals("events") || (resource.equals("pods") && verb.equals("patch"));
  }
}

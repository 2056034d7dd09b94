package dev.lockstep.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Map;
import java.util.Queue;

/// Answers as the mock server does, but for patches: two kinds of them it refuses, and with the
/// third it appends to lists. Here each is a JSON merge patch (RFC 7386), and a list of which a
/// strategic merge takes something away is empty then.
final class LenientDispatcher extends KubernetesMixedDispatcher {
  private static final ObjectMapper JSON = new ObjectMapper();

  LenientDispatcher(Map<ServerRequest, Queue<ServerResponse>> answers) {
    super(answers);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    return request.method() == HttpMethod.PATCH ? patch(request) : super.dispatch(request);
  }

  private MockResponse patch(RecordedRequest request) {
    String path = request.getPath().replaceFirst("\\?.*", "");
    MockResponse current =
        super.dispatch(
            of(request, HttpMethod.GET, path.replaceFirst("/status$", ""), new Buffer()));
    if (current.code() != 200) {
      return current;
    }
    try {
      ObjectNode merged = (ObjectNode) json(current.getBody());
      merge(merged, (ObjectNode) json(request.getBody()));
      return super.dispatch(
          of(request, HttpMethod.PUT, path, new Buffer().writeUtf8(merged.toString())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RecordedRequest of(
      RecordedRequest request, HttpMethod method, String path, Buffer body) {
    return new RecordedRequest(request.getHttpVersion(), method, path, request.getHeaders(), body);
  }

  private static JsonNode json(Buffer body) throws JsonProcessingException {
    return JSON.readTree(body.readUtf8());
  }

  private static void merge(ObjectNode object, ObjectNode patch) {
    for (var field : patch.properties()) {
      String name = field.getKey();
      switch (field.getValue()) {
        case ObjectNode inner when object.get(name) instanceof ObjectNode known ->
            merge(known, inner);
        case JsonNode list when list.path(0).has("$patch") -> object.putArray(name);
        case JsonNode value when value.isNull() -> object.remove(name);
        case JsonNode value -> object.set(name, value);
      }
    }
  }
}

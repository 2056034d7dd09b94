package dev.lockstep.operator.migration.observation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.schema.Printable;
import dev.lockstep.schema.RunReport;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the report from a termination message. Its texts about scripts, servers and databases
/// appear in the status, in Events and in the log, so they are made safe to print.
final class TerminationMessage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TerminationMessage() {}

  /// Returns the report; empty if the message is not one. A runner that dies before it writes a
  /// report may leave any text. A report must have an exit code and, if it has a failure, the
  /// failure's kind, class and message.
  static Optional<RunReport> read(String message) {
    try {
      JsonNode tree = JSON.readTree(message);
      boolean complete =
          tree.path("exitCode").isInt()
              && Stream.of("kind", "class", "message")
                  .allMatch(part -> !tree.has("failure") || tree.path("failure").hasNonNull(part));
      return complete
          ? Optional.of(JSON.treeToValue(printable(tree), RunReport.class))
          : Optional.empty();
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static JsonNode printable(JsonNode node) {
    return switch (node) {
      case TextNode text -> TextNode.valueOf(Printable.line(text.textValue()));
      case ArrayNode array -> {
        ArrayNode copy = JSON.createArrayNode();
        array.forEach(each -> copy.add(printable(each)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = JSON.createObjectNode();
        object.properties().forEach(each -> copy.set(each.getKey(), printable(each.getValue())));
        yield copy;
      }
      default -> node;
    };
  }
}

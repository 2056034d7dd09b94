package dev.lockstep.engine.script;

import dev.lockstep.engine.script.ColumnAddition.Nulls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The columns that a declarative script adds: a YAML document with one key, `addColumns`, a list
/// of entries with `table`, `column`, `type` and optionally `nullable`, `default` and `comment`.
/// Any other key is an error, because it would have no effect.
///
/// @param columns the entries that could be parsed, in their order
/// @param errors the errors, each the end of a sentence that begins with the file's name
public record ColumnAdditions(List<ColumnAddition> columns, List<String> errors) {
  private static final int DEEPEST = 20;
  private static final String KEY = "addColumns";
  private static final Set<String> KEYS =
      Set.of("table", "column", "type", "nullable", "default", "comment");
  private static final String SHAPE =
      "expected addColumns: with a list of {table, column, type, nullable, default, comment}";

  public ColumnAdditions {
    columns = List.copyOf(columns);
    errors = List.copyOf(errors);
  }

  /// Parses a document.
  public static ColumnAdditions parse(String yaml) {
    var parser = new Parser();
    try {
      var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
      Optional<Integer> tooDeep = tooDeep(new Parse(settings).parseString(yaml));
      if (tooDeep.isPresent()) {
        parser.refuse(
            tooDeep.get(), "nested more than %d levels deep: %s".formatted(DEEPEST, SHAPE));
        return new ColumnAdditions(parser.columns, parser.errors);
      }
      parser.document(new Compose(settings).composeString(yaml));
    } catch (MarkedYamlEngineException e) {
      parser.refuse(line(e.getProblemMark()), "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      parser.errors.add(": not valid YAML: " + e.getMessage());
    }
    return new ColumnAdditions(parser.columns, parser.errors);
  }

  /// The line at which a document is nested too deeply. Composing nodes uses the stack, parsing
  /// events does not.
  private static Optional<Integer> tooDeep(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST) {
        return Optional.of(line(event.getStartMark()));
      }
    }
    return Optional.empty();
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }

  private static final class Parser {
    private final List<ColumnAddition> columns = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private void document(Optional<Node> root) {
      if (!(root.orElse(null) instanceof MappingNode document)) {
        errors.add(": the document is not a mapping: " + SHAPE);
        return;
      }
      Map<String, Node> keys = keys(document);
      keys.forEach(
          (key, value) -> {
            if (!key.equals(KEY)) {
              refuse(value, "unknown key %s: %s".formatted(key, SHAPE));
            }
          });
      Node list = keys.get(KEY);
      if (list instanceof SequenceNode entries && !entries.getValue().isEmpty()) {
        entries.getValue().forEach(this::entry);
      } else if (list != null) {
        refuse(list, "addColumns is not a list with entries: " + SHAPE);
      } else if (errors.isEmpty()) {
        errors.add(": addColumns is missing: " + SHAPE);
      }
    }

    private void entry(Node node) {
      if (!(node instanceof MappingNode entry)) {
        refuse(node, "the entry is not a mapping: " + SHAPE);
        return;
      }
      Map<String, Node> keys = keys(entry);
      keys.forEach(
          (key, value) -> {
            if (!KEYS.contains(key)) {
              refuse(value, "unknown key %s: %s".formatted(key, SHAPE));
            }
          });
      String table = required(entry, keys, "table");
      String column = required(entry, keys, "column");
      String type = required(entry, keys, "type");
      Nulls nulls = nulls(keys.get("nullable"));
      String value = optional(keys, "default");
      String comment = optional(keys, "comment");
      if (table != null && column != null && type != null) {
        int line = line(entry.getStartMark());
        columns.add(new ColumnAddition(line, table, column, type, nulls, value, comment));
      }
    }

    private @Nullable String required(MappingNode entry, Map<String, Node> keys, String key) {
      Node value = keys.get(key);
      if (value == null) {
        refuse(entry, "the entry has no %s: %s".formatted(key, SHAPE));
        return null;
      }
      return text(key, value);
    }

    private @Nullable String optional(Map<String, Node> keys, String key) {
      Node value = keys.get(key);
      return value == null ? null : text(key, value);
    }

    private @Nullable String text(String key, Node value) {
      if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        return scalar.getValue();
      }
      refuse(value, "%s is not a string: write a string, or remove the key".formatted(key));
      return null;
    }

    private Nulls nulls(@Nullable Node value) {
      String text =
          value == null ? "true" : value instanceof ScalarNode scalar ? scalar.getValue() : "";
      return switch (text) {
        case "true" -> Nulls.ALLOWED;
        case "false" -> Nulls.REFUSED;
        default -> {
          if (value != null) {
            refuse(value, "nullable must be true or false");
          }
          yield Nulls.ALLOWED;
        }
      };
    }

    private Map<String, Node> keys(MappingNode mapping) {
      var keys = new LinkedHashMap<String, Node>();
      for (NodeTuple entry : mapping.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          refuse(entry.getKeyNode(), "a key is not a string: " + SHAPE);
        } else if (keys.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
          refuse(key, "duplicate key %s: keep one".formatted(key.getValue()));
        }
      }
      return keys;
    }

    private void refuse(Node node, String sentence) {
      refuse(line(node.getStartMark()), sentence);
    }

    private void refuse(int line, String sentence) {
      errors.add(", line %d: %s".formatted(line, sentence));
    }
  }
}

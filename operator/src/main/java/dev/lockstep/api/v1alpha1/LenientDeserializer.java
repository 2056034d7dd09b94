package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.util.stream.Collectors;

/// Reads one part of a resource, and returns a value even if the part cannot be read. An exception
/// would end the LIST or the watch that delivered the object, and with it the reconciliation of all
/// other resources.
abstract class LenientDeserializer<T> extends JsonDeserializer<T> {
  private final Class<T> type;
  private final String part;

  LenientDeserializer(Class<T> type, String part) {
    this.type = type;
    this.part = part;
  }

  /// Returns the value for a part that cannot be read.
  ///
  /// @param message one sentence that names the field
  abstract T unreadable(String message);

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    var tree = context.readTree(parser);
    try {
      return context.readTreeAsValue(tree, type);
    } catch (JacksonException e) {
      return unreadable(message(e));
    }
  }

  /// An explicit `null` cannot be read, either.
  @Override
  public T getNullValue(DeserializationContext context) {
    return unreadable(part + " is null: set its fields");
  }

  private String message(JacksonException e) {
    return "%s cannot be read by this version of Lockstep (%s): correct the field, or upgrade the operator if the CRD is newer than the operator"
        .formatted(place(e), reason(e));
  }

  private String place(JacksonException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return part;
    }
    return part
        + mapping.getPath().stream()
            .map(
                step ->
                    step.getIndex() >= 0 ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
            .collect(Collectors.joining());
  }

  private static String reason(JacksonException e) {
    if (e instanceof InvalidFormatException format) {
      return "unknown value '%s'".formatted(format.getValue());
    }
    if (e instanceof ValueInstantiationException) {
      return "it holds a value that is not accepted";
    }
    Throwable innermost = e;
    while (innermost.getCause() instanceof JacksonException cause) {
      innermost = cause;
    }
    return innermost instanceof JacksonException jackson
        ? jackson.getOriginalMessage()
        : e.getOriginalMessage();
  }
}

package dev.lockstep.engine.postgres;

import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Errors as a server sends them.
public final class ServerErrors {
  private ServerErrors() {}

  public static PSQLException error(String state) {
    return error(Map.of('S', "ERROR", 'C', state, 'M', "no"));
  }

  /// An error as the server sends it.
  ///
  /// @param fields the values, by the letters of the protocol
  public static PSQLException error(Map<Character, String> fields) {
    String text =
        fields.entrySet().stream()
            .map(field -> field.getKey() + field.getValue() + "\0")
            .collect(Collectors.joining());
    return new PSQLException(new ServerErrorMessage(text));
  }
}

package dev.lockstep.engine.history;

import java.util.List;
import java.util.stream.Collectors;

/// The objects of a schema that belong neither to Lockstep nor to an extension.
///
/// @param counts the number of objects of each kind
public record SchemaInventory(List<Count> counts) {
  /// The number of objects of one kind.
  ///
  /// @param kind the kind, in the singular
  public record Count(String kind, int number) {
    private String words() {
      return number == 1 ? "1 " + kind : "%d %s".formatted(number, plural());
    }

    private String plural() {
      return kind.endsWith("x") ? kind + "es" : kind + "s";
    }
  }

  public SchemaInventory {
    counts = counts.stream().filter(count -> count.number() > 0).toList();
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /// The inventory as words: `12 tables, 1 view`.
  public String words() {
    return isEmpty()
        ? "nothing"
        : counts.stream().map(Count::words).collect(Collectors.joining(", "));
  }
}

package dev.lockstep.engine.history;

import java.util.List;
import java.util.stream.Collectors;

/// What a schema holds that is neither Lockstep's nor an extension's.
///
/// @param counts of each kind of object that there is
public record SchemaInventory(List<Count> counts) {
  /// How many objects of a kind there are.
  ///
  /// @param kind the name of one
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

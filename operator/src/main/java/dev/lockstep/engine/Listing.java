package dev.lockstep.engine;

import java.util.List;

/// Names in a sentence: the first few, and how many more.
final class Listing {
  private static final int SHOWN = 10;

  private Listing() {}

  static String of(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? "%s and %d more".formatted(shown, names.size() - SHOWN) : shown;
  }
}

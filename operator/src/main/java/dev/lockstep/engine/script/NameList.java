package dev.lockstep.engine.script;

import java.util.List;

/// Names in a sentence: the first few, and how many more.
public final class NameList {
  private static final int SHOWN = 10;

  private NameList() {}

  public static String of(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? "%s and %d more".formatted(shown, names.size() - SHOWN) : shown;
  }
}

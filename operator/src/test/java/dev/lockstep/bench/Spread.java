package dev.lockstep.bench;

import java.util.List;
import java.util.Locale;

/// Several measurements of one thing.
record Spread(double median, double min, double max) {

  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Spread(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, min, max);
  }
}

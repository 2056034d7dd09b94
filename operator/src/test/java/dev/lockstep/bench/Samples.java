package dev.lockstep.bench;

import java.util.List;
import java.util.Locale;

/// Several measurements of one thing.
record Samples(double median, double min, double max) {

  static Samples of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Samples(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, min, max);
  }
}

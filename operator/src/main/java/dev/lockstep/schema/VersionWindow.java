package dev.lockstep.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A range of versions such as `>=7 <9`; either bound may be missing.
///
/// @param lower the lower bound, null if the window begins at the first version
/// @param upper the upper bound, null if the window has no end
public record VersionWindow(@Nullable Bound lower, @Nullable Bound upper) {
  private static final SchemaVersion FIRST = SchemaVersion.parse("0");

  /// Whether the version of a bound belongs to the window.
  public enum Edge {
    /// `>=`, `<=`.
    INCLUSIVE,
    /// `>`, `<`.
    EXCLUSIVE
  }

  /// A lower or upper bound of a window.
  ///
  /// @param version the version at the bound
  /// @param edge whether that version belongs to the window
  public record Bound(SchemaVersion version, Edge edge) {}

  /// The comparison operators of a window.
  public enum Operator {
    /// `>=`.
    AT_LEAST(">="),
    /// `>`.
    ABOVE(">"),
    /// `<=`.
    AT_MOST("<="),
    /// `<`.
    BELOW("<"),
    /// `=`.
    EXACTLY("=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /// The operator as written in a window.
    public String symbol() {
      return symbol;
    }
  }

  /// One comparison of a window.
  public record Comparison(Operator operator, SchemaVersion version) {
    VersionWindow window() {
      var inclusive = new Bound(version, Edge.INCLUSIVE);
      var exclusive = new Bound(version, Edge.EXCLUSIVE);
      return switch (operator) {
        case AT_LEAST -> new VersionWindow(inclusive, null);
        case ABOVE -> new VersionWindow(exclusive, null);
        case AT_MOST -> new VersionWindow(null, inclusive);
        case BELOW -> new VersionWindow(null, exclusive);
        case EXACTLY -> new VersionWindow(inclusive, inclusive);
      };
    }
  }

  /// Returns the window in which all comparisons hold.
  public static VersionWindow of(List<Comparison> comparisons) {
    return comparisons.stream()
        .map(Comparison::window)
        .reduce(new VersionWindow(null, null), VersionWindow::intersection);
  }

  public boolean contains(SchemaVersion version) {
    return isAboveLower(version) && isBelowUpper(version);
  }

  /// Returns whether a version does not exceed the upper bound. Versions below the lower bound do
  /// not, either.
  public boolean isBelowUpper(SchemaVersion version) {
    if (upper == null) {
      return true;
    }
    int order = version.compareTo(upper.version());
    return upper.edge() == Edge.INCLUSIVE ? order <= 0 : order < 0;
  }

  /// Returns whether at least one version lies in both windows.
  public boolean intersects(VersionWindow other) {
    return !intersection(other).isEmpty();
  }

  /// Returns the windows' intersection.
  public VersionWindow intersection(VersionWindow other) {
    return new VersionWindow(higher(lower, other.lower), lower(upper, other.upper));
  }

  /// Returns whether the window contains no version. Between two different versions there is always
  /// another one.
  public boolean isEmpty() {
    if (upper == null) {
      return false;
    }
    var begin = lower == null ? new Bound(FIRST, Edge.INCLUSIVE) : lower;
    int order = begin.version().compareTo(upper.version());
    boolean point = begin.edge() == Edge.INCLUSIVE && upper.edge() == Edge.INCLUSIVE;
    return order > 0 || (order == 0 && !point);
  }

  /// Returns whether a version does not fall below the lower bound. Versions above the upper bound
  /// do not, either.
  public boolean isAboveLower(SchemaVersion version) {
    if (lower == null) {
      return true;
    }
    int order = version.compareTo(lower.version());
    return lower.edge() == Edge.INCLUSIVE ? order >= 0 : order > 0;
  }

  private static @Nullable Bound higher(@Nullable Bound one, @Nullable Bound other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    int order = one.version().compareTo(other.version());
    return order > 0 || (order == 0 && one.edge() == Edge.EXCLUSIVE) ? one : other;
  }

  private static @Nullable Bound lower(@Nullable Bound one, @Nullable Bound other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    int order = one.version().compareTo(other.version());
    return order < 0 || (order == 0 && one.edge() == Edge.EXCLUSIVE) ? one : other;
  }

  /// Formats the window as in `lockstep.dev/requires`, such as `>=7 <9`; the text is empty if every
  /// version lies inside.
  @Override
  public String toString() {
    if (lower != null && upper != null && lower.equals(upper)) {
      return Operator.EXACTLY.symbol() + lower.version();
    }
    String begin = lower == null ? "" : symbol(lower, Operator.AT_LEAST, Operator.ABOVE);
    String end = upper == null ? "" : symbol(upper, Operator.AT_MOST, Operator.BELOW);
    return (begin + " " + end).strip();
  }

  private static String symbol(Bound bound, Operator inclusive, Operator exclusive) {
    return switch (bound.edge()) {
      case INCLUSIVE -> inclusive.symbol() + bound.version();
      case EXCLUSIVE -> exclusive.symbol() + bound.version();
    };
  }
}

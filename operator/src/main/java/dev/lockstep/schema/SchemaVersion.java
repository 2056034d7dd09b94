package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The version of a schema or of a script: numbers of any size, compared part by part, so that
/// `1.10` is newer than `1.9`, `007` equals `7`, and `1` equals `1.0`. `.`, `_` and `-` are the
/// same separator.
///
/// Two versions are equal if they compare as equal; [#text()] keeps the version as the user wrote
/// it.
public final class SchemaVersion implements Comparable<SchemaVersion> {
  /// The maximum length of a version, in characters.
  public static final int MAX_LENGTH = 128;

  /// The number of digits that always fit into a long.
  private static final int LONG_DIGITS = 18;

  private static final Pattern SHAPE = Pattern.compile("[0-9]+(?:[._-][0-9]+)*+");
  private static final Pattern SEPARATOR = Pattern.compile("[._-]");

  private final String text;
  private final List<BigInteger> parts;

  private SchemaVersion(String text, List<BigInteger> parts) {
    this.text = text;
    this.parts = parts;
  }

  /// Parses a version.
  ///
  /// @throws IllegalArgumentException with a message for the user if the text is not a version
  @JsonCreator
  public static SchemaVersion parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a version: use numbers separated by '.', '_' or '-', such as 7 or 1.10"
                        .formatted(text)));
  }

  /// Parses a version; empty if the text is not one.
  public static Optional<SchemaVersion> tryParse(String text) {
    if (isShortNumber(text)) {
      return Optional.of(
          new SchemaVersion(text, List.of(BigInteger.valueOf(Long.parseLong(text)))));
    }
    if (text.length() > MAX_LENGTH || !SHAPE.matcher(text).matches()) {
      return Optional.empty();
    }
    var parts = new ArrayList<BigInteger>();
    for (String part : SEPARATOR.split(text, -1)) {
      parts.add(
          part.length() <= LONG_DIGITS
              ? BigInteger.valueOf(Long.parseLong(part))
              : new BigInteger(part));
    }
    while (parts.size() > 1 && parts.getLast().signum() == 0) {
      parts.removeLast();
    }
    return Optional.of(new SchemaVersion(text, List.copyOf(parts)));
  }

  /// Returns whether the text is the version that most scripts have, which needs no pattern.
  private static boolean isShortNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONG_DIGITS;
  }

  /// The version as it was written.
  @JsonValue
  public String text() {
    return text;
  }

  /// Returns whether this version has all parts of another one and at least one more after them.
  boolean isBelow(SchemaVersion other) {
    return parts.size() > other.parts.size()
        && parts.subList(0, other.parts.size()).equals(other.parts);
  }

  @Override
  public int compareTo(SchemaVersion other) {
    int shared = Math.min(parts.size(), other.parts.size());
    for (int i = 0; i < shared; i++) {
      int order = parts.get(i).compareTo(other.parts.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaVersion version && parts.equals(version.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

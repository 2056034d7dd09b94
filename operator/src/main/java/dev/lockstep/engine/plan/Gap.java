package dev.lockstep.engine.plan;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Version numbers that are missing in an otherwise consecutive set: a file may have been lost.
///
/// @param after the version before the gap
/// @param before the version after the gap
/// @param first the first missing number
/// @param last the last missing number
public record Gap(SchemaVersion after, SchemaVersion before, BigInteger first, BigInteger last) {
  /// The maximum number of digits; longer numbers are dates.
  private static final int LONGEST_NUMBER = 6;

  /// The gaps of a set. They are reported only if all versions are plain numbers and at least half
  /// of them follow their predecessor; dates have no gaps. Versions that a baseline script contains
  /// may be missing.
  public static List<Gap> of(ScriptSet set) {
    List<SchemaVersion> versions =
        set.scripts().stream().map(Script::version).flatMap(Optional::stream).distinct().toList();
    if (versions.isEmpty() || !versions.stream().allMatch(Gap::isNumber)) {
      return List.of();
    }
    SchemaVersion floor =
        set.scripts().stream()
            .filter(script -> script.kind() == ScriptKind.BASELINE)
            .flatMap(script -> script.version().stream())
            .reduce(versions.getFirst(), (_, newer) -> newer);
    return between(versions.stream().filter(version -> version.compareTo(floor) >= 0).toList());
  }

  private static List<Gap> between(List<SchemaVersion> versions) {
    var gaps = new ArrayList<Gap>();
    for (int i = 1; i < versions.size(); i++) {
      BigInteger first = number(versions.get(i - 1)).add(BigInteger.ONE);
      BigInteger last = number(versions.get(i)).subtract(BigInteger.ONE);
      if (first.compareTo(last) <= 0) {
        gaps.add(new Gap(versions.get(i - 1), versions.get(i), first, last));
      }
    }
    return 2 * gaps.size() < versions.size() ? List.copyOf(gaps) : List.of();
  }

  private static boolean isNumber(SchemaVersion version) {
    String digits = version.text().replaceFirst("^0+(?=.)", "");
    return digits.length() <= LONGEST_NUMBER && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static BigInteger number(SchemaVersion version) {
    return new BigInteger(version.text());
  }

  /// The missing numbers, such as `4` or `4 to 9`.
  public String numbers() {
    return first.equals(last) ? first.toString() : first + " to " + last;
  }
}

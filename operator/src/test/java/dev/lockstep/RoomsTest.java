package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A package is a room: small enough to know, with a plate at its door, and a line on the map.
final class RoomsTest {
  private static final Path SOURCES = Checkout.root().resolve("operator/src/main/java");
  private static final int MOST_CLASSES = 35;
  private static final int LEAST_LINES = 5;
  private static final int MOST_LINES = 15;

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\|");

  @Test
  void noRoomHasMoreClassesThanOneCanKnow() throws IOException {
    assertThat(rooms()).isNotEmpty();
    rooms()
        .forEach(
            (name, files) -> assertThat(files).as(name).hasSizeLessThanOrEqualTo(MOST_CLASSES));
  }

  @Test
  void everyRoomSaysWhatItIsForAndWhereToBegin() throws IOException {
    for (var room : rooms().entrySet()) {
      List<String> lines = Files.readAllLines(info(room.getKey()));

      assertThat(lines.stream().takeWhile(line -> line.startsWith("///")).toList())
          .as(room.getKey())
          .hasSizeBetween(LEAST_LINES, MOST_LINES)
          .anyMatch(line -> line.matches(".*\\[[A-Z]\\w+].*"));
    }
  }

  @Test
  void everyRoomIsOnTheMapAndNoOther() throws IOException {
    String map = Files.readString(Checkout.root().resolve("operator/docs/architecture.md"));

    assertThat(ROW.matcher(map).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            rooms().keySet().stream().map(RoomsTest::shortName).toList());
  }

  private static String shortName(String room) {
    return room.equals("dev.lockstep") ? "lockstep" : room.substring("dev.lockstep.".length());
  }

  private static Path info(String room) {
    return SOURCES.resolve(room.replace('.', '/')).resolve("package-info.java");
  }

  /// The source files of each package that has some, without its description.
  private static Map<String, List<Path>> rooms() throws IOException {
    var rooms = new TreeMap<String, List<Path>>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
          .forEach(
              file ->
                  rooms.merge(
                      SOURCES.relativize(file.getParent()).toString().replace('/', '.'),
                      List.of(file),
                      (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
    }
    return rooms;
  }
}

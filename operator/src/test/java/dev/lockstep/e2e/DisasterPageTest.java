package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page of disasters is written by the end-to-end tests, which take too long to run each time.
final class DisasterPageTest {
  @Test
  void eachDisasterHasItsRowAndEachRowItsTest() throws IOException {
    assertThat(rows())
        .as("run `make e2e REGENERATE=1` after a change of the disasters")
        .containsExactlyInAnyOrderElementsOf(
            disasters().map(each -> each.value() + " | " + each.done()).toList());
  }

  @Test
  void eachRowSaysWhatWasSeenAndHowLongItTook() throws IOException {
    assertThat(Files.readAllLines(DisasterTable.PAGE))
        .filteredOn(line -> line.startsWith("| ") && !line.startsWith("| what happens"))
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(line).matches("\\| .{10,} \\| .{10,} \\| .{20,} \\| \\d+ s \\|"));
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(DisasterTable.PAGE).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| what happens"))
        .map(line -> line.substring(2).split(" \\| ", -1))
        .map(cells -> cells[0] + " | " + cells[1])
        .toList();
  }

  private static Stream<Disaster> disasters() {
    return new ClassFileImporter()
        .importPackages("dev.lockstep").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Disaster.class))
            .map(method -> method.getAnnotationOfType(Disaster.class));
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceFilesTest {
  private static final Path ROOT = Checkout.root();
  private static final Set<String> NOT_OURS = Set.of(".git", ".idea", ".vscode", "target");

  /// Places that only the machine of one developer has. Cut in two, lest this file names them.
  private static final Pattern FOREIGN_PLACE =
      Pattern.compile(
          "(?<![\\w.-])(?:/wo" + "rk/|/tmp/w" + "t\\b|/tmp/" + "l/|\\.\\./sha" + "red)");

  @ParameterizedTest
  @CsvSource({"main, 300", "test, 500"})
  void aSourceFileIsShortEnoughToRead(String kind, int limit) throws IOException {
    var tooLong = new ArrayList<String>();
    var sources = files(ROOT.resolve("operator/src").resolve(kind).resolve("java"));

    for (var file : sources) {
      int lines = Files.readAllLines(file).size();
      if (lines > limit) {
        tooLong.add("%s has %d lines".formatted(ROOT.relativize(file), lines));
      }
    }

    assertThat(sources).isNotEmpty();
    assertThat(tooLong).as("files longer than %d lines", limit).isEmpty();
  }

  @Test
  void noFileNamesAPlaceOfOneMachine() throws IOException {
    var places = new ArrayList<String>();
    var files = files(ROOT);

    for (var file : files) {
      var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      FOREIGN_PLACE
          .matcher(text)
          .results()
          .forEach(match -> places.add(ROOT.relativize(file) + ": " + match.group()));
    }

    assertThat(files).contains(ROOT.resolve("pom.xml"));
    assertThat(places).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    var result = new ArrayList<Path>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(path.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            // In a linked working tree .git is a file, and it names the place of the other one.
            if (attributes.isRegularFile() && !path.endsWith(".git")) {
              result.add(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return result;
  }
}

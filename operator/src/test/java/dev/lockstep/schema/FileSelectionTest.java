package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.FileSelection.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F26: the files that belong to a script set.
final class FileSelectionTest {
  // F26
  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "readme",
        "README.txt",
        "001_notes.md",
        "CHANGELOG.md",
        "atlas.sum",
        "embed.go",
        "fs_test.go",
        "migration_lock.toml",
        "diesel.toml",
        "LICENSE",
        "LICENSE.txt",
        "Makefile",
        "kustomization.yaml",
        "kustomization.yml",
        "V1__a.sql~",
        "V1__a.sql.bak",
        "V1__a.sql.orig",
        "V1__a.sql.rej",
        "V1__a.sql.swp",
        "#V1__a.sql#",
        "schema.svg",
        "erd.png",
        "docs.adoc",
        "__init__.py",
        "mod.rs",
        "OWNERS",
        "go.mod",
        "Thumbs.db",
        "README.md.gz"
      })
  void passesOverWhatNoToolTakesForAScript(String fileName) {
    assertThat(FileSelection.ALL.role(fileName)).isEqualTo(Role.PASSED_OVER);
  }

  // F26
  @ParameterizedTest
  @ValueSource(
      strings = {
        "V1__a.sql",
        "V7_add.sql",
        "V7__x.SQL",
        "v7__x.sql",
        "V7__x.sql.txt",
        "V7__x.java",
        "V7__x.sql.conf",
        "00002_x.go",
        "v2_x.go",
        "001.toml",
        "README.sql",
        "readme.sql.gz",
        "notes.txt",
        "schema.sql",
        "schema.rb",
        "env.py",
        "V8__a.yaml",
        "a.yml",
        "package.json",
        "V1__a.sql.old",
        "x",
        "~x.sql"
      })
  void leavesEverythingElseToTheSet(String fileName) {
    assertThat(FileSelection.ALL.role(fileName)).isEqualTo(Role.MEMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {".gitkeep", "..data", ".V1__a.sql.swp", ".DS_Store", ".README.md"})
  void keepsQuietOfHiddenFiles(String fileName) {
    assertThat(new FileSelection(List.of("*")).role(fileName)).isEqualTo(Role.HIDDEN);
  }

  // F26
  @ParameterizedTest
  @CsvSource({
    "*.json, package.json, true",
    "*.json, package.json.gz, true",
    "*.json, package.jso, false",
    "*, x, true",
    "V?__*.sql, V1__a.sql, true",
    "V?__*.sql, V12__a.sql, false",
    "*a*b, xaxxb, true",
    "*a*b, xaxx, false",
    "seed, seed.sql, false",
    "SEED.sql, seed.sql, false",
    "[ab].sql, a.sql, false",
    "[ab].sql, [ab].sql, true",
    "'**', x, true",
    "a?, a, false"
  })
  void ignoresWhatAPatternNames(String pattern, String fileName, boolean ignored) {
    assertThat(new FileSelection(List.of(pattern)).role(fileName) == Role.IGNORED)
        .isEqualTo(ignored);
  }

  // F26
  @Test
  void isNotSlowedDownByPatterns() {
    var hostile = new FileSelection(List.of("*a".repeat(126) + "b"));

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            hostile.role("a".repeat(253));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b"})
  void refusesWhatIsNoPattern(String pattern) {
    assertThat(FileSelection.objection(pattern)).isNotNull();
  }
}

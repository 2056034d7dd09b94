package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine has more than one front end: it names settings and commands by the constants of
/// `Setting` and `Command`, which know how each front end spells them.
final class EngineLiteralsTest {
  private static final Path ROOT = Checkout.root().resolve("operator/src/main/java/dev/lockstep");

  /// Comments and characters are matched so that a quote in them begins no string.
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          //[^\\n]*+
          | /\\*(?s:.*?)\\*/
          | \"""(?<block>(?:[^\\\\"]|\\\\(?s:.)|"(?!""))*+)\"""
          | "(?<string>(?:[^\\\\"\\n]|\\\\.)*+)"
          | '(?:[^\\\\'\\n]|\\\\.)++'
          """,
          Pattern.COMMENTS);

  private static final Pattern NAME_OF_A_FRONT_END =
      Pattern.compile(
          """
          (?<![\\w-])--[a-z][a-z-]*+                               # an option
          | -X(?:mx|ss)\\b | \\bLOCKSTEP_[A-Z] | \\bPGPASSWORD\\b  # of the JVM, of the environment
          | \\bspec\\.[a-z]\\w*+ | \\bof\\ the\\ Secret\\b         # a field of the resource
          | \\blockstep\\ (?:baseline|check|digest|history|lint|migrate|operator|plan|repair|rollback|status|test-undo|version)\\b
          """,
          Pattern.COMMENTS);

  @Test
  void theEngineNamesNoOptionCommandOrField() throws IOException {
    var literals = 0;
    var names = new ArrayList<String>();
    List<Path> files = sources(ROOT.resolve("engine"));

    for (Path file : files) {
      for (String literal : literals(Files.readString(file))) {
        literals++;
        Matcher name = NAME_OF_A_FRONT_END.matcher(literal);
        while (name.find()) {
          names.add("%s: %s".formatted(ROOT.relativize(file), name.group()));
        }
      }
    }

    assertThat(files).hasSizeGreaterThan(300);
    assertThat(literals).isGreaterThan(3000);
    assertThat(names).as("names that belong to Setting or Command").isEmpty();
  }

  @Test
  void literalsAreToldFromCommentsAndCharacters() {
    assertThat(
            literals(
                """
                // "a" comment
                char quote = '"'; char escaped = '\\''; /* "b" */
                String s = "one \\" -- two" + "";
                String t = \"""
                    block "with" quotes
                    \""";
                """))
        .extracting(String::strip)
        .containsExactly("one \\\" -- two", "", "block \"with\" quotes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "use --role",
        "(--tls-*)",
        "raise -Xmx in LOCKSTEP_JAVA_OPTS",
        "or PGPASSWORD",
        "the key password of the Secret",
        "set spec.timeouts.lock",
        "Run lockstep migrate",
        "See lockstep history; then go on"
      })
  void eachKindOfNameIsFound(String literal) {
    assertThat(NAME_OF_A_FRONT_END.matcher(literal).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- lockstep:transaction off",
        "-- migrate:up",
        "no Lockstep history",
        "Lockstep history, layout ",
        "Lockstep checks for that",
        "pg_specs.x"
      })
  void othersAreNot(String literal) {
    assertThat(NAME_OF_A_FRONT_END.matcher(literal).find()).isFalse();
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> literals(String source) {
    var found = new ArrayList<String>();
    Matcher token = TOKEN.matcher(source);
    while (token.find()) {
      String block = token.group("block");
      String literal = block == null ? token.group("string") : block;
      if (literal != null) {
        found.add(literal);
      }
    }
    return found;
  }
}

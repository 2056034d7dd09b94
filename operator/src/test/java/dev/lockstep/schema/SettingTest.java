package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.runner.RunnerCommands;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Holds the names that messages give against the command line, the launcher and the CRD.
final class SettingTest {
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+\\*?)(?: ([a-z-]+)$)?");
  private static final Pattern VARIABLE = Pattern.compile("LOCKSTEP_[A-Z_]+");
  private static final Pattern FIELD = Pattern.compile("(spec(?:\\.[A-Za-z]+)+)(?:: ([A-Za-z]+))?");

  /// What follows a command up to the end of the statement, or to the next command.
  private static final Pattern COMMAND_LINE =
      Pattern.compile("\\bCommand\\.([A-Z_]+)((?:(?!\\bCommand\\.)[^;])*)");

  private static final Pattern WITH = Pattern.compile("\\.with\\(Setting\\.([A-Z_]+)");

  @Test
  void theTextIsTheOptionAndThenTheField() {
    assertThat(Setting.ROLE).hasToString("--role (spec.database.role)");
    assertThat(Setting.ROLE.with("app")).isEqualTo("--role app (spec.database.role)");
    assertThat(Setting.ROLE.option()).isEqualTo("--role");
    assertThat(Setting.ROLE.field()).isEqualTo("spec.database.role");
    assertThat(Setting.ADOPT).hasToString("--adopt (spec.baseline.adopt: Auto)");
    assertThat(Setting.SCRIPT).hasToString("--script");
    assertThat(Setting.RESUME_FROM.with(3)).isEqualTo("--resume-from 3");
    assertThatIllegalStateException().isThrownBy(Setting.SCRIPT::field);
  }

  @Test
  void aCommandLineIsWhatAUserTypes() {
    assertThat(Command.TEST_UNDO).hasToString("lockstep test-undo");
    assertThat(Command.REPAIR.with(Setting.ACCEPT_CHECKSUM))
        .hasToString("lockstep repair --accept-checksum");
    assertThat(Command.REPAIR.with(Setting.SCRIPT, "V7__x.sql").with(Setting.RESUME_FROM, 3))
        .hasToString("lockstep repair --script V7__x.sql --resume-from 3");
  }

  @Test
  void everyCommandExists() {
    assertThat(RunnerCommands.all(Map.of(), Clock.systemUTC()).keySet())
        .containsAll(EnumSet.allOf(Command.class).stream().map(Command::word).toList());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyOptionExistsInItsCommands(Setting setting) {
    for (Command command : commands(setting)) {
      CommandSpec spec = spec(command);
      var given = OPTION.matcher(setting.option());

      assertThat(given.find()).as(setting.option()).isTrue();
      assertThat(spec.options())
          .as("options of %s", command)
          .anyMatch(option -> isOf(option, given.group(1)));
      if (given.group(2) != null) {
        assertThat(values(spec.findOption(given.group(1)))).contains(given.group(2));
      }
    }
  }

  private static CommandSpec spec(Command command) {
    return Objects.requireNonNull(
            RunnerCommands.all(Map.of(), Clock.systemUTC()).get(command.word()))
        .get();
  }

  /// `--tls-*` stands for all options that begin so.
  private static boolean isOf(OptionSpec option, String name) {
    return name.endsWith("*")
        ? option.longestName().startsWith(name.substring(0, name.length() - 1))
        : option.longestName().equals(name);
  }

  private static List<String> values(OptionSpec option) {
    return List.of(option.type().getEnumConstants()).stream()
        .map(value -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  /// The commands that take a setting; a field of the resource is an option of `migrate`, because
  /// that is what its Jobs run.
  private static Set<Command> commands(Setting setting) {
    return switch (setting) {
      case MEMORY -> Set.of();
      case ACCEPT_CHECKSUM, MARK_APPLIED, RESUME_FROM, SCRIPT -> Set.of(Command.REPAIR);
      case EVEN_IF_EMPTY, VERSION -> Set.of(Command.BASELINE);
      case RULES -> Set.of(Command.LINT);
      case TARGET -> Set.of(Command.MIGRATE, Command.ROLLBACK);
      case APPLY_OUT_OF_ORDER, SCRIPTS, IGNORE, PLACEHOLDER ->
          Set.of(Command.MIGRATE, Command.REPAIR, Command.CHECK);
      case ADOPT, ADOPT_TABLE, ALLOW_ROLLBACK, BASELINE_VERSION, IGNORE_PRIOR_HISTORY ->
          Set.of(Command.MIGRATE);
      case DATABASE_NAME,
          LOCK_TIMEOUT,
          PASSWORD,
          REQUIRE_AUTH,
          ROLE,
          RUN_ID,
          SCHEMA,
          SESSION_PARAMETER,
          STATEMENT_TIMEOUT,
          TLS,
          TLS_CA,
          TLS_CERT,
          TLS_KEY,
          TLS_MODE ->
          Set.of(
              Command.BASELINE,
              Command.MIGRATE,
              Command.REPAIR,
              Command.ROLLBACK,
              Command.TEST_UNDO);
    };
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyFieldExistsInTheResourceAndIsAnOptionOfItsRuns(Setting setting) throws IOException {
    var field = FIELD.matcher(setting.toString());
    if (field.find()) {
      JsonNode schema = schema(field.group(1));
      assertThat(schema.isMissingNode()).as(field.group(1)).isFalse();
      if (field.group(2) != null) {
        assertThat(schema.path("enum")).extracting(JsonNode::asText).contains(field.group(2));
      }
      assertThat(setting == Setting.MEMORY || commands(setting).contains(Command.MIGRATE))
          .as("an option of migrate")
          .isTrue();
    }
  }

  private static JsonNode schema(String field) throws IOException {
    JsonNode at =
        new YAMLMapper()
            .readTree(Checkout.root().resolve("crds/schemamigrations.lockstep.dev.yaml").toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema");
    for (String part : field.split("\\.", -1)) {
      JsonNode next = at.path("properties").path(part);
      // A map has the names of its entries from its user.
      at = next.isMissingNode() ? at.path("additionalProperties") : next;
    }
    return at;
  }

  @Test
  void everyVariableIsReadByTheLauncher() throws IOException {
    String launcher = Files.readString(Checkout.root().resolve("operator/src/main/sh/lockstep"));
    var variables =
        EnumSet.allOf(Setting.class).stream()
            .flatMap(setting -> VARIABLE.matcher(setting.option()).results())
            .map(found -> found.group())
            .collect(Collectors.toSet());

    assertThat(variables).isNotEmpty().allSatisfy(name -> assertThat(launcher).contains(name));
  }

  /// A message must not advise to type an option that the command does not have.
  @Test
  void everyCommandLineThatIsBuiltCanBeTyped() throws IOException {
    var built = new TreeMap<Command, Set<Setting>>();
    try (Stream<Path> files = Files.walk(Checkout.root().resolve("operator/src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        COMMAND_LINE
            .matcher(Files.readString(file))
            .results()
            .forEach(
                line -> {
                  Set<Setting> settings =
                      built.computeIfAbsent(
                          Command.valueOf(line.group(1)), _ -> EnumSet.noneOf(Setting.class));
                  WITH.matcher(line.group(2))
                      .results()
                      .map(with -> Setting.valueOf(with.group(1)))
                      .forEach(settings::add);
                });
      }
    }

    assertThat(built.get(Command.REPAIR)).contains(Setting.SCRIPT, Setting.RESUME_FROM);
    built.forEach(
        (command, settings) ->
            assertThat(settings)
                .as(command.toString())
                .allSatisfy(setting -> assertThat(commands(setting)).contains(command)));
  }
}

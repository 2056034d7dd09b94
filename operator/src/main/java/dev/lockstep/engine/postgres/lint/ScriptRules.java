package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlStatement;
import dev.lockstep.engine.postgres.SqlToken;
import dev.lockstep.engine.postgres.lint.Command.SetSearchPath.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Statements that do another thing than they seem to, or fail.
final class ScriptRules implements RuleGroup {
  /// PostgreSQL cuts a name to so many bytes.
  private static final int NAME_BYTES = 63;

  static final Rule ENUM_VALUE =
      Rule.of(
          "enum-value-used",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "PostgreSQL refuses to use an enum value in the transaction that adds it to an older type.",
          """
          -- V8__cancelled.sql
          ALTER TYPE status ADD VALUE 'cancelled';
          -- V9__cancel.sql
          UPDATE orders SET status = 'cancelled' WHERE id = 1;
          """);

  static final Rule PATH_LEFT =
      Rule.of(
          "search-path-left",
          Hazard.SCRIPT,
          Severity.NOTE,
          null,
          "A search_path that is left behind is what the next script of another runner finds;"
              + " Lockstep begins each with a clean session.",
          "SET LOCAL search_path = shop, public;");

  static final Rule UNQUALIFIED =
      Rule.of(
          "unqualified-after-search-path",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A name without a schema means another object, or none, after search_path was changed.",
          "CREATE TABLE shop.orders (id bigint PRIMARY KEY);");

  static final Rule LONG_NAME =
      Rule.of(
          "identifier-too-long",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "PostgreSQL cuts names to 63 bytes, with no more than a notice; two long names can become"
              + " one.",
          "-- a shorter name");

  @Override
  public List<Rule> rules() {
    return List.of(ENUM_VALUE, PATH_LEFT, UNQUALIFIED, LONG_NAME);
  }

  @Override
  public void look(Sight sight, Findings findings) {
    enumValue(sight, findings);
    if (sight.command() instanceof Command.SetSearchPath set) {
      pathLeft(sight, set, findings);
    } else {
      unqualified(sight, findings);
    }
    longNames(sight, findings);
  }

  private static void enumValue(Sight sight, Findings findings) {
    List<Command.AddEnumValue> added = sight.state().enumValues();
    if (added.isEmpty() || onlyNames(sight)) {
      return;
    }
    added.stream()
        .filter(add -> mentions(sight.statement(), add.label()))
        .findFirst()
        .ifPresent(
            add ->
                findings.add(
                    ENUM_VALUE,
                    "%s is used in the transaction that adds it to %s, which PostgreSQL refuses"
                        .formatted(Literals.sql(add.label()), add.type().sql()),
                    "-- in a later script than\nALTER TYPE %s ADD VALUE %s;"
                        .formatted(add.type().sql(), Literals.sql(add.label()))));
  }

  /// Whether a statement names a label without using the value.
  private static boolean onlyNames(Sight sight) {
    return switch (sight.command()) {
      case Command.AddEnumValue _, Command.RenameEnumValue _, Command.CreateFunction _ -> true;
      default -> sight.statement().words().contains("COMMENT");
    };
  }

  private static boolean mentions(SqlStatement statement, String label) {
    return SqlLexeme.of(statement.sql()).stream()
        .anyMatch(token -> token.kind() == SqlToken.STRING && Literals.text(token).equals(label));
  }

  private static void pathLeft(Sight sight, Command.SetSearchPath set, Findings findings) {
    boolean taken =
        sight.after().stream()
            .map(Parsed::command)
            .anyMatch(
                command ->
                    command instanceof Command.SetSearchPath later
                        && later.span() != Span.TRANSACTION);
    if (set.span() == Span.SESSION
        && !taken
        && !set.schemas().equals(List.of(sight.model().home()))) {
      findings.add(
          PATH_LEFT,
          "search_path stays changed when the script ends",
          "SET LOCAL search_path = %s;"
              .formatted(
                  set.schemas().isEmpty()
                      ? "''"
                      : String.join(", ", set.schemas().stream().map(Name::quoted).toList())));
    }
  }

  /// Told once for each change of the path.
  private static void unqualified(Sight sight, Findings findings) {
    Name name = named(sight.command());
    boolean home =
        !sight.model().path().isEmpty()
            && sight.model().path().getFirst().equals(sight.model().home());
    if (name == null || name.schema() != null || home || isTemporary(sight)) {
      return;
    }
    for (int i = sight.index() - 1; i >= 0; i--) {
      Command earlier = sight.script().get(i).command();
      if (earlier instanceof Command.SetSearchPath) {
        break;
      }
      Name before = named(earlier);
      if (before != null && before.schema() == null) {
        return;
      }
    }
    Optional<String> first = sight.model().path().stream().findFirst();
    findings.add(
        UNQUALIFIED,
        first
                .map(schema -> "%s is looked for in schema %s".formatted(name.sql(), schema))
                .orElse("%s is looked for in no schema".formatted(name.sql()))
            + ", because search_path was changed",
        "-- %s".formatted(new Name(first.orElse(sight.model().home()), name.text(), 0).sql()));
  }

  private static boolean isTemporary(Sight sight) {
    return sight.command() instanceof Command.CreateTable create
        && create.persistence() == Command.Persistence.TEMPORARY;
  }

  /// The table or other object that a change of the schema is about.
  private static @Nullable Name named(Command command) {
    return switch (command) {
      case Command.AlterTable alter -> alter.table();
      case Command.CreateIndex create -> create.table();
      case Command.CreateObject create ->
          create.kind() == ObjectKind.SEQUENCE ? create.name() : null;
      case Command.Drop drop ->
          drop.kind() == ObjectKind.TABLE && !drop.names().isEmpty()
              ? drop.names().getFirst()
              : null;
      case Command.Change change -> change.table();
      default -> command.makes();
    };
  }

  private static void longNames(Sight sight, Findings findings) {
    SqlStatement statement = sight.statement();
    boolean names =
        !statement.words().isEmpty()
            && Set.of("CREATE", "ALTER").contains(statement.words().getFirst());
    if (!names || statement.sql().length() <= NAME_BYTES) {
      return;
    }
    SqlLexeme.of(statement.sql()).stream()
        .filter(SqlLexeme::isName)
        .filter(token -> token.text().length() > NAME_BYTES / 4)
        .filter(token -> token.name().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES)
        .forEach(
            token ->
                findings.add(
                    LONG_NAME,
                    token.offset(),
                    "%s is longer than 63 bytes and becomes %s"
                        .formatted(Name.quoted(token.name()), cut(token.name())),
                    null));
  }

  /// As the server does it: no character in halves.
  private static String cut(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
      end = name.offsetByCodePoints(end, -1);
    }
    return Name.quoted(name.substring(0, end));
  }
}

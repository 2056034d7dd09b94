package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Hazard;
import dev.lockstep.engine.lint.Rule;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlCommand.SetSearchPath.Span;
import dev.lockstep.engine.postgres.sql.InvisibleLetter;
import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules for statements that fail, or whose effect differs from what they suggest.
final class ScriptRules implements RuleGroup {
  /// The length in bytes to which PostgreSQL truncates a name.
  private static final int NAME_BYTES = Name.BYTES;

  private static final int SHOWN = 200;

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
          "With other tools, the next script inherits a changed search_path; Lockstep starts each script with a clean session.",
          "SET LOCAL search_path = shop, public;");

  static final Rule UNQUALIFIED =
      Rule.of(
          "unqualified-after-search-path",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "After a change of search_path, a name without a schema refers to another object or none.",
          "CREATE TABLE shop.orders (id bigint PRIMARY KEY);");

  static final Rule LONG_NAME =
      Rule.of(
          "identifier-too-long",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "PostgreSQL truncates names to 63 bytes with only a notice; two long names can become the same.",
          "-- a shorter name");

  static final Rule INVISIBLE =
      Rule.of(
          "invisible-letter",
          Hazard.SCRIPT,
          Severity.WARNING,
          null,
          "A name or keyword contains an invisible character: a byte order mark, a zero width space or a no-break space. PostgreSQL treats it as a letter.",
          "-- type the line again");

  @Override
  public List<Rule> rules() {
    return List.of(ENUM_VALUE, PATH_LEFT, UNQUALIFIED, LONG_NAME, INVISIBLE);
  }

  @Override
  public void look(RuleContext context, FindingCollector findings) {
    enumValue(context, findings);
    if (context.command() instanceof SqlCommand.SetSearchPath set) {
      pathLeft(context, set, findings);
    } else {
      unqualified(context, findings);
    }
    longNames(context, findings);
    invisible(context, findings);
  }

  private static void invisible(RuleContext context, FindingCollector findings) {
    InvisibleLetter.in(context.statement()).stream()
        .findFirst()
        .ifPresent(
            letter ->
                findings.add(
                    INVISIBLE,
                    letter.offset(),
                    "invisible character %s: delete it".formatted(letter.title()),
                    null));
  }

  private static void enumValue(RuleContext context, FindingCollector findings) {
    if (!context.state().addsEnumValues() || onlyNames(context)) {
      return;
    }
    Token.of(context.statement().sql()).stream()
        .filter(token -> token.kind() == TokenKind.STRING)
        .flatMap(token -> context.state().enumValue(token.value()).stream())
        .findFirst()
        .ifPresent(
            add ->
                findings.add(
                    ENUM_VALUE,
                    "%s is used in the transaction that adds it to %s, which PostgreSQL does not allow"
                        .formatted(Phrases.literal(add.label()), add.type().sql()),
                    "-- in a later script than\nALTER TYPE %s ADD VALUE %s;"
                        .formatted(add.type().sql(), Phrases.literal(add.label()))));
  }

  /// Whether a statement names a label without using the value.
  private static boolean onlyNames(RuleContext context) {
    return switch (context.command()) {
      case SqlCommand.AddEnumValue _, SqlCommand.RenameEnumValue _, SqlCommand.CreateFunction _ ->
          true;
      default -> context.statement().words().contains("COMMENT");
    };
  }

  private static void pathLeft(
      RuleContext context, SqlCommand.SetSearchPath set, FindingCollector findings) {
    boolean taken = context.script().setsPathAfter(context.index());
    if (set.span() == Span.SESSION
        && !taken
        && !set.schemas().equals(List.of(context.model().home()))) {
      findings.add(
          PATH_LEFT,
          "the changed search_path remains after the end of the script",
          "SET LOCAL search_path = %s;"
              .formatted(
                  set.schemas().isEmpty()
                      ? "''"
                      : String.join(", ", set.schemas().stream().map(Name::quoted).toList())));
    }
  }

  /// Reported once for each change of the path.
  private static void unqualified(RuleContext context, FindingCollector findings) {
    Name name = named(context.command());
    boolean home =
        !context.model().path().isEmpty()
            && context.model().path().getFirst().equals(context.model().home());
    if (name == null || name.schema() != null || home || isTemporary(context)) {
      return;
    }
    if (!context.script().isFirstUnqualified(context.index())) {
      return;
    }
    Optional<String> first = context.model().path().stream().findFirst();
    findings.add(
        UNQUALIFIED,
        first
                .map(schema -> "%s is resolved in schema %s".formatted(name.sql(), schema))
                .orElse("%s cannot be resolved in any schema".formatted(name.sql()))
            + ", because search_path was changed",
        "-- %s".formatted(new Name(first.orElse(context.model().home()), name.text(), 0).sql()));
  }

  private static boolean isTemporary(RuleContext context) {
    return context.command() instanceof SqlCommand.CreateTable create
        && create.persistence() == SqlCommand.Persistence.TEMPORARY;
  }

  /// The table or other object that a change of the schema is about.
  static @Nullable Name named(SqlCommand command) {
    return switch (command) {
      case SqlCommand.AlterTable alter -> alter.table();
      case SqlCommand.CreateIndex create -> create.table();
      case SqlCommand.CreateObject create ->
          create.kind() == ObjectKind.SEQUENCE ? create.name() : null;
      case SqlCommand.Drop drop ->
          drop.kind() == ObjectKind.TABLE && !drop.names().isEmpty()
              ? drop.names().getFirst()
              : null;
      case SqlCommand.Change change -> change.table();
      default -> command.makes();
    };
  }

  private static void longNames(RuleContext context, FindingCollector findings) {
    SqlStatement statement = context.statement();
    boolean names =
        !statement.words().isEmpty()
            && Set.of("CREATE", "ALTER").contains(statement.words().getFirst());
    if (!names || statement.sql().length() <= NAME_BYTES) {
      return;
    }
    Token.of(statement.sql()).stream()
        .filter(Token::isName)
        .filter(token -> token.text().length() > NAME_BYTES / 4)
        .filter(token -> token.name().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES)
        .forEach(
            token ->
                findings.add(
                    LONG_NAME,
                    token.offset(),
                    "%s is longer than 63 bytes and becomes %s"
                        .formatted(shown(token.name()), Name.quoted(Name.stored(token.name()))),
                    null));
  }

  /// A name for a message, which is truncated if it is very long.
  private static String shown(String name) {
    return name.length() <= SHOWN
        ? Name.quoted(name)
        : Name.quoted(name.substring(0, SHOWN)) + "...";
  }
}

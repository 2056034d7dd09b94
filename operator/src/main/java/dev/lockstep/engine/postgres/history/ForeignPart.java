package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A part or property of the history's tables that Lockstep did not create: code that the server
/// would run with the privileges of a user who reads or writes them, an owner who could add such
/// code at any time, or a change because of which the history cannot be written, can be lost, or
/// can be written twice.
///
/// @param name the part's own name
/// @param table the table to which the part belongs
/// @param owner the owner of the table
/// @param more details that only some kinds have
public record ForeignPart(
    Kind kind, String name, String table, String owner, @Nullable String more) {
  /// The kind of a part; see [ForeignPartsSql].
  enum Kind {
    RELATION,
    OWNER,
    TRIGGER,
    RULE,
    POLICY,
    DEFAULT,
    GENERATED,
    CHECK,
    CONSTRAINT,
    INDEX,
    STATISTICS,
    CHILD,
    PARENT,
    UNLOGGED,
    COLUMN,
    TYPE,
    NOT_NULL,
    UNIQUE,
    STATUS,
    HIDDEN,
    REVOKED,
    MISSING
  }

  /// Parts that do not make a history unusable.
  private static final Set<Kind> HARMLESS = Set.of(Kind.REVOKED, Kind.MISSING);

  /// Parts that prevent correct writes but run no code.
  private static final Set<Kind> SHAPE = Set.of(Kind.NOT_NULL, Kind.COLUMN, Kind.UNIQUE);

  /// Parts that an upgrade of the layout repairs in `migration_history`.
  private static final Set<Kind> MENDED = Set.of(Kind.COLUMN, Kind.UNIQUE, Kind.STATUS);

  private static final Comparator<ForeignPart> GRAVEST_FIRST =
      Comparator.<ForeignPart, Kind>comparing(part -> part.kind)
          .thenComparing(part -> !part.table.equals("migration_history"))
          .thenComparing(part -> part.table)
          .thenComparing(part -> part.name);

  private static final Pattern VALUE = Pattern.compile(String.valueOf(HistoryGuard.VALUE));
  private static final Pattern PART = Pattern.compile(String.valueOf(HistoryGuard.PART));

  /// @param reply the reply to [ForeignPartsSql#query()]
  static List<ForeignPart> of(Reply reply) {
    return reply.rows().stream().map(ForeignPart::of).sorted(GRAVEST_FIRST).toList();
  }

  private static ForeignPart of(List<@Nullable String> row) {
    return new ForeignPart(
        Kind.valueOf(String.valueOf(row.get(0))),
        String.valueOf(row.get(1)),
        String.valueOf(row.get(2)),
        String.valueOf(row.get(3)),
        row.get(4));
  }

  /// The parts that [HistoryGuard] has found, as phrases; null for any other query.
  public static @Nullable String found(@Nullable String query) {
    if (query == null || !query.startsWith(HistoryGuard.MARK)) {
      return null;
    }
    var parts = new ArrayList<ForeignPart>();
    for (String part : PART.split(query.substring(HistoryGuard.MARK.length()), -1)) {
      List<@Nullable String> values = new ArrayList<>(List.of(VALUE.split(part, -1)));
      parts.add(of(values));
    }
    parts.sort(GRAVEST_FIRST);
    int more = parts.size() - 1;
    return parts.getFirst().phrase() + (more == 0 ? "" : ", and %d more".formatted(more));
  }

  /// Fails if an object that is not a table has the name of one of Lockstep's tables.
  static void checkRelations(List<ForeignPart> parts, String schema) {
    refuse(parts.stream().filter(part -> part.kind == Kind.RELATION).toList(), schema, "");
  }

  /// Fails if the tables have such parts.
  static void check(List<ForeignPart> parts, HistoryState state, String schema, String user) {
    refuse(
        parts.stream()
            .filter(part -> !HARMLESS.contains(part.kind))
            .filter(
                part ->
                    state == HistoryState.CURRENT
                        || !MENDED.contains(part.kind)
                        || !part.table.equals("migration_history"))
            .toList(),
        schema,
        user);
  }

  private static void refuse(List<ForeignPart> parts, String schema, String user) {
    if (parts.isEmpty()) {
      return;
    }
    ForeignPart first = parts.getFirst();
    throw new EngineException(
        Failure.of(
            first.kind == Kind.HIDDEN
                ? FailureKind.PRIVILEGE_MISSING
                : FailureKind.HISTORY_UNUSABLE,
            first.sentence(schema, user),
            first.hint(
                schema,
                user,
                Sql.identifier(schema) + "." + first.table,
                Sql.identifier(first.name))),
        parts.stream().skip(1).map(part -> part.sentence(schema, user)).toList(),
        null,
        null);
  }

  boolean isShapeOf(String other) {
    return SHAPE.contains(kind) && table.equals(other);
  }

  /// Whether rows of a table other than `migration_history` are hidden.
  boolean hidesOther() {
    return kind == Kind.HIDDEN && !table.equals("migration_history");
  }

  /// Whether the part is an untrusted owner and the user is not a superuser.
  boolean isOwnerOfPlainReader() {
    return kind == Kind.OWNER && "false".equals(more);
  }

  /// The qualified name of the table.
  private String at(String schema) {
    return schema + "." + table;
  }

  private String sentence(String schema, String user) {
    return switch (kind) {
      case RELATION ->
          "%s %s (owner %s) does not belong to Lockstep: only a table may have that name"
              .formatted(relationKind(), at(schema), owner);
      case OWNER ->
          "table %s belongs to %s, but %s is not a member of that role: the owner could run code with the privileges of %s"
              .formatted(at(schema), owner, user, user);
      case HIDDEN ->
          "row level security hides the rows of %s (owner %s) from %s"
              .formatted(at(schema), owner, user);
      case COLUMN ->
          "table %s (owner %s) does not belong to Lockstep or was changed: it lacks the columns %s"
              .formatted(at(schema), owner, name);
      case UNIQUE ->
          "table %s (owner %s) does not belong to Lockstep or was changed: it has no unique index on the column %s alone"
              .formatted(at(schema), owner, name);
      case STATUS ->
          "table %s (owner %s) was changed: it lacks the check constraint on the column status that prevents a script from running twice"
              .formatted(at(schema), owner);
      case UNLOGGED ->
          "table %s (owner %s) is UNLOGGED: a crash would empty it".formatted(at(schema), owner);
      case TYPE, NOT_NULL, TRIGGER, RULE, POLICY, DEFAULT, GENERATED, CHECK, CONSTRAINT, INDEX ->
          "table %s (owner %s) has %s, which Lockstep did not create"
              .formatted(at(schema), owner, what());
      case STATISTICS, CHILD, PARENT, REVOKED, MISSING ->
          "table %s (owner %s) has %s, which Lockstep did not create"
              .formatted(at(schema), owner, what());
    };
  }

  /// The part with its name, as a phrase.
  private String what() {
    return switch (kind) {
      case RELATION -> "the " + relationKind();
      case OWNER -> "the owner " + name;
      case TRIGGER -> "the trigger " + name;
      case RULE -> "the rule " + name;
      case POLICY -> "the row level security policy " + name;
      case DEFAULT -> "a default that calls functions of other roles on the column " + name;
      case GENERATED -> "an expression that calls functions of other roles for the column " + name;
      case CHECK -> "the check constraint " + name;
      case CONSTRAINT -> "the constraint " + name;
      case INDEX -> "an expression that calls functions of other roles in the index " + name;
      case STATISTICS ->
          "an expression that calls functions of other roles in the statistics " + name;
      case CHILD -> "the child table " + name;
      case PARENT -> "true".equals(more) ? "become a partition of " + name : "the parent " + name;
      case UNLOGGED -> "the UNLOGGED attribute";
      case TYPE -> "the type %s for the column %s".formatted(more, name);
      case NOT_NULL -> "NOT NULL without a default on the column " + name;
      case COLUMN -> "no columns " + name;
      case UNIQUE -> "no unique index on the column " + name + " alone";
      case STATUS -> "no check constraint on the column status";
      case HIDDEN -> "row level security that hides its rows";
      case REVOKED -> "the privilege %s revoked from %s".formatted(name, more);
      case MISSING -> "no " + name;
    };
  }

  /// The change that a script made to a table, as the end of a sentence.
  private String phrase() {
    return "it leaves %s with %s".formatted(table, what());
  }

  /// How to fix it.
  ///
  /// @param at the table, and `part` the part of it, as SQL names them
  private String hint(String schema, String user, String at, String part) {
    return switch (kind) {
      case RELATION -> "Rename it, or keep the history in another schema: " + Setting.SCHEMA;
      case OWNER ->
          "Run as its owner: %s; if you do not trust %s, drop or rename the table"
              .formatted(Setting.ROLE.with(name), name);
      case TRIGGER -> "DROP TRIGGER %s ON %s".formatted(part, at);
      case RULE -> "DROP RULE %s ON %s".formatted(part, at);
      case POLICY -> "DROP POLICY %s ON %s".formatted(part, at);
      case DEFAULT -> alter(at, "ALTER COLUMN %s DROP DEFAULT".formatted(part));
      case GENERATED -> alter(at, "ALTER COLUMN %s DROP EXPRESSION".formatted(part));
      case CHECK, CONSTRAINT -> alter(at, "DROP CONSTRAINT " + part);
      case INDEX -> "DROP INDEX %s.%s".formatted(Sql.identifier(schema), part);
      case STATISTICS -> "DROP STATISTICS " + part;
      case CHILD -> "ALTER TABLE %s NO INHERIT %s".formatted(name, at);
      case PARENT ->
          "true".equals(more)
              ? "ALTER TABLE %s DETACH PARTITION %s".formatted(name, at)
              : alter(at, "NO INHERIT " + name);
      case UNLOGGED -> alter(at, "SET LOGGED");
      case TYPE -> "Restore the column's type to that in the history of a fresh database";
      case STATUS ->
          alter(
              at,
              "ADD CONSTRAINT migration_history_status_check CHECK (status IN ('success', 'failure', 'rollback'))");
      case NOT_NULL -> alter(at, "ALTER COLUMN %s DROP NOT NULL".formatted(part));
      case COLUMN, UNIQUE ->
          "Rename it, or keep the history in another schema: %s; if it belongs to Lockstep, restore it as in a fresh database"
              .formatted(Setting.SCHEMA);
      case HIDDEN ->
          owner.equals(user)
              ? alter(at, "NO FORCE ROW LEVEL SECURITY")
              : "ALTER ROLE %1$s BYPASSRLS, or GRANT %2$s TO %1$s, or CREATE POLICY lockstep ON %3$s FOR SELECT TO %1$s USING (true)"
                  .formatted(Sql.identifier(user), Sql.identifier(owner), at);
      case REVOKED ->
          "GRANT SELECT, INSERT, UPDATE ON %s TO %s".formatted(at, Sql.identifier(user));
      case MISSING -> "Run " + Command.MIGRATE;
    };
  }

  private static String alter(String at, String action) {
    return "ALTER TABLE %s %s".formatted(at, action);
  }

  private String relationKind() {
    return relationKind(String.valueOf(more));
  }

  /// The name of a `relkind`.
  static String relationKind(String code) {
    return switch (code) {
      case "r" -> "table";
      case "v" -> "view";
      case "m" -> "materialized view";
      case "f" -> "foreign table";
      case "p" -> "partitioned table";
      case "S" -> "sequence";
      case "i", "I" -> "index";
      case "c" -> "composite type";
      default -> "relation";
    };
  }
}

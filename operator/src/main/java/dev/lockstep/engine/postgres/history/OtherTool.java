package dev.lockstep.engine.postgres.history;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Tools whose histories are recognized but cannot be adopted, because their scripts are not SQL
/// files or their tables contain too little. A tool is identified by the name and the columns of
/// its table.
enum OtherTool {
  ALEMBIC("Alembic", "alembic_version", "version_num", "version_num character varying"),
  DB_MIGRATE("db-migrate", "migrations", "name", "name character varying", "run_on timestamp"),
  DBUP("DbUp", "schemaversions", "scriptname", "scriptname character varying"),
  DIESEL(
      "Diesel",
      "__diesel_schema_migrations",
      "version",
      "version character varying",
      "run_on timestamp"),
  DJANGO(
      "Django",
      "django_migrations",
      "app || '.' || name",
      "app character varying",
      "name character varying",
      "applied timestamp"),
  DOCTRINE(
      "Doctrine",
      "doctrine_migration_versions",
      "version",
      "version character varying",
      "executed_at timestamp"),
  DRIZZLE("Drizzle", "__drizzle_migrations", "hash", "hash text", "created_at bigint"),
  ECTO(
      "Ecto",
      "schema_migrations",
      "version::pg_catalog.text",
      "version bigint",
      "inserted_at timestamp"),
  EF_CORE(
      "EF Core",
      "__EFMigrationsHistory",
      "\"MigrationId\"",
      "MigrationId character varying",
      "ProductVersion character varying"),
  EF_CORE_PLAIN(
      "EF Core",
      "__EFMigrationsHistory",
      "migration_id",
      "migration_id character varying",
      "product_version character varying"),
  EVOLVE(
      "Evolve",
      "changelog",
      "name",
      "type smallint",
      "version character varying",
      "name character varying",
      "installed_by character varying",
      "success boolean"),
  FLUENT("FluentMigrator", "VersionInfo", "\"Version\"::pg_catalog.text", "Version bigint"),
  GRAPHILE(
      "graphile-migrate",
      "migrations",
      "filename",
      "hash text",
      "previous_hash text",
      "filename text"),
  KNEX("Knex", "knex_migrations", "name", "name character varying", "batch integer"),
  KYSELY(
      "Kysely",
      "kysely_migration",
      "name",
      "name character varying",
      "timestamp character varying"),
  LARAVEL("Laravel", "migrations", "migration", "migration character varying", "batch integer"),
  MIKRO_ORM(
      "MikroORM",
      "mikro_orm_migrations",
      "name",
      "name character varying",
      "executed_at timestamp"),
  MORPH(
      "morph",
      "db_migrations",
      "version::pg_catalog.text || '_' || name",
      "version bigint",
      "name character varying"),
  MYBATIS(
      "MyBatis Migrations",
      "changelog",
      "id::pg_catalog.text || '_' || description",
      "id numeric",
      "applied_at character varying",
      "description character varying"),
  NODE_PG("node-pg-migrate", "pgmigrations", "name", "name character varying", "run_on timestamp"),
  PGROLL("pgroll", "migrations", "name", "schema name", "name text", "migration jsonb"),
  PHINX(
      "Phinx",
      "phinxlog",
      "version::pg_catalog.text",
      "version bigint",
      "migration_name character varying"),
  PLAY(
      "Play",
      "play_evolutions",
      "id::pg_catalog.text",
      "id integer",
      "hash character varying",
      "apply_script text"),
  POSTGRATOR(
      "Postgrator",
      "schemaversion",
      "version::pg_catalog.text",
      "version bigint",
      "name text",
      "md5 text"),
  PRISMA(
      "Prisma",
      "_prisma_migrations",
      "migration_name",
      "migration_name character varying",
      "applied_steps_count integer"),
  RAMBLER("rambler", "migrations", "migration", "migration character varying"),
  SEA_ORM(
      "SeaORM", "seaql_migrations", "version", "version character varying", "applied_at bigint"),
  SEQUELIZE("Sequelize", "SequelizeMeta", "name", "name character varying"),
  SQITCH("Sqitch", "changes", "change", "change_id text", "change text", "project text"),
  SQL_MIGRATE("sql-migrate", "gorp_migrations", "id", "id text", "applied_at timestamp"),
  SUPABASE("Supabase", "schema_migrations", "version", "version text", "statements text[]"),
  TERN("tern", "schema_version", "version::pg_catalog.text", "version integer"),
  TYPE_ORM("TypeORM", "migrations", "name", "timestamp bigint", "name character varying"),
  YOYO(
      "yoyo",
      "_yoyo_migration",
      "migration_id",
      "migration_hash character varying",
      "migration_id character varying"),
  YUNIQL("yuniql", "__yuniql_schema_version", "version", "version character varying");

  private final String title;
  private final String table;
  private final String names;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> columns;

  OtherTool(String title, String table, String names, String... columns) {
    this.title = title;
    this.table = table;
    this.names = names;
    this.columns = List.of(columns);
  }

  /// The tool to which a history table belongs.
  ///
  /// @param columns the columns as `name type`
  static Optional<OtherTool> of(String table, Set<String> columns) {
    return Arrays.stream(values())
        .filter(tool -> tool.table.equals(table) && tool.fits(columns))
        .findFirst();
  }

  /// Some tools are recognized by a single column; their table must then have no other columns.
  private boolean fits(Set<String> found) {
    boolean all =
        columns.stream()
            .allMatch(
                column ->
                    found.contains(column)
                        || (column.endsWith(" timestamp")
                            && found.stream().anyMatch(each -> each.startsWith(column))));
    boolean alone = this == RAMBLER || this == SEQUELIZE || this == TERN;
    return all && (!alone || found.size() == 1);
  }

  /// The names of all history tables.
  static Stream<String> tables() {
    return Arrays.stream(values()).map(tool -> tool.table).distinct();
  }

  String title() {
    return title;
  }

  /// The expression for the script's name.
  String names() {
    return names;
  }
}

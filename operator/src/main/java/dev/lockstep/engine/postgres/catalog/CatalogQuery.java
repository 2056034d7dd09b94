package dev.lockstep.engine.postgres.catalog;

import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.engine.postgres.sql.Sql;
import java.util.List;

/// A query for the objects of a database's schemas, with rows of an object's path and its
/// definition. The server's output of expressions depends on settings, so [#settings()] must run
/// first in the same transaction.
///
/// @param schema the schema whose objects are named without it, and in which Lockstep's own are
///   left out
/// @param reach the schemas that are read
record CatalogQuery(String schema, CatalogSnapshot.Reach reach) {
  /// Lockstep's own objects; the parts of these tables are left out with them.
  private static final List<String> OURS =
      List.of(
          "migration_history",
          "migration_history_id_seq",
          "migration_attempts",
          "migration_catalog",
          "current_schema_version",
          "migration_already_applied",
          "record_migration");

  /// The settings with which the same object has the same output in every session.
  static String settings() {
    return """
        SELECT %s, pg_catalog.set_config('datestyle', 'ISO', true),
          pg_catalog.set_config('intervalstyle', 'postgres', true), pg_catalog.set_config('timezone', 'UTC', true),
          pg_catalog.set_config('extra_float_digits', '1', true), pg_catalog.set_config('bytea_output', 'hex', true),
          pg_catalog.set_config('quote_all_identifiers', 'off', true)"""
        .formatted(TrustedSearchPath.LOCAL);
  }

  /// A query for each object's path and the digest of its definition, which suffices to find a
  /// difference between two snapshots.
  String digests() {
    return """
        SELECT o.path, pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(o.definition, ''), 'UTF8')), 'hex') AS digest
        FROM (%s) o(path, definition)"""
        .formatted(sql());
  }

  /// A query for each object's path and definition.
  String sql() {
    String objects =
        String.join(
            " UNION ALL ",
            schemas(),
            RELATIONS,
            CatalogOfTables.COLUMNS,
            CatalogOfTables.CONSTRAINTS,
            CatalogOfTables.INDEXES,
            SEQUENCES,
            TYPES,
            FUNCTIONS,
            CatalogOfTables.TRIGGERS,
            CatalogOfTables.RULES,
            CatalogOfTables.POLICIES,
            STATISTICS,
            OTHERS,
            DEFAULT_PRIVILEGES,
            extensions(),
            EVENT_TRIGGERS);
    return "WITH spaces AS MATERIALIZED (%s), relations AS MATERIALIZED (%s), objects(path, classid, objid, subid, definition, owner, acl, acltype) AS MATERIALIZED (%s) %s"
        .formatted(spaces(), relations(), objects, RESULT);
  }

  private String spaces() {
    String literal = Sql.literal(schema);
    String where =
        switch (reach) {
          case SCHEMA -> "n.nspname = " + literal;
          case DATABASE ->
              "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
                  + owned("n", "pg_namespace");
        };
    return """
        SELECT n.oid, n.nspname, n.nspowner, n.nspacl, n.nspname = %s AS main,
          CASE WHEN n.nspname = %s THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END AS prefix
        FROM pg_catalog.pg_namespace n WHERE %s"""
        .formatted(literal, literal, where);
  }

  private static String relations() {
    return """
        SELECT c.*, s.prefix,
          CASE c.relkind WHEN 'r' THEN 'table ' WHEN 'p' THEN 'table ' WHEN 'v' THEN 'view '
            WHEN 'm' THEN 'materialized view ' WHEN 'f' THEN 'foreign table ' WHEN 'S' THEN 'sequence '
            WHEN 'c' THEN 'composite type ' END || s.prefix || pg_catalog.quote_ident(c.relname) AS path
        FROM pg_catalog.pg_class c JOIN spaces s ON s.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND NOT (s.main AND c.relname IN (%s))
          AND %s"""
        .formatted(ours(), owned("c", "pg_class"));
  }

  private static String ours() {
    return String.join(", ", OURS.stream().map(Sql::literal).toList());
  }

  /// The condition that an object does not belong to an extension.
  private static String owned(String alias, String catalog) {
    return """
        NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.%s'::pg_catalog.regclass AND e.objid = %s.oid
          AND e.deptype = 'e')"""
        .formatted(catalog, alias);
  }

  private static String schemas() {
    return """
        SELECT 'schema ' || pg_catalog.quote_ident(s.nspname), 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, s.oid, 0,
          'owner ' || pg_catalog.pg_get_userbyid(s.nspowner), s.nspowner, s.nspacl, 'n'
        FROM spaces s""";
  }

  private String extensions() {
    return """
        SELECT 'extension ' || pg_catalog.quote_ident(x.extname), 'pg_catalog.pg_extension'::pg_catalog.regclass, x.oid, 0,
          'version ' || x.extversion || ', schema ' || pg_catalog.quote_ident(n.nspname), NULL, NULL, NULL
        FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
        WHERE %s"""
        .formatted(
            switch (reach) {
              case SCHEMA -> "x.extnamespace IN (SELECT oid FROM spaces)";
              case DATABASE -> "true";
            });
  }

  private static final String RELATIONS =
      """
      SELECT r.path, 'pg_catalog.pg_class'::pg_catalog.regclass, r.oid, 0,
        pg_catalog.concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(r.relowner),
          CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
          CASE WHEN r.relkind = 'p' THEN 'partitioned by ' || pg_catalog.pg_get_partkeydef(r.oid) END,
          CASE WHEN r.relispartition THEN 'partition ' || pg_catalog.pg_get_expr(r.relpartbound, r.oid) END,
          'inherits ' || (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhseqno)
            FROM pg_catalog.pg_inherits i WHERE i.inhrelid = r.oid),
          'of ' || nullif(r.reloftype, 0)::pg_catalog.regtype::pg_catalog.text,
          CASE WHEN r.relrowsecurity THEN 'row level security' END,
          CASE WHEN r.relforcerowsecurity THEN 'forced' END,
          CASE r.relreplident WHEN 'f' THEN 'replica identity full' WHEN 'n' THEN 'replica identity nothing'
            WHEN 'i' THEN 'replica identity by index' END,
          'method ' || (SELECT amname FROM pg_catalog.pg_am WHERE oid = r.relam AND amname <> 'heap'),
          'tablespace ' || (SELECT spcname FROM pg_catalog.pg_tablespace WHERE oid = r.reltablespace),
          pg_catalog.array_to_string(r.reloptions, ', '),
          CASE WHEN r.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(r.oid) END,
          CASE WHEN r.relkind = 'm' AND NOT r.relispopulated THEN 'not populated' END),
        r.relowner, r.relacl, 'r'
      FROM relations r WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')""";

  private static final String SEQUENCES =
      """
      SELECT r.path, 'pg_catalog.pg_class'::pg_catalog.regclass, r.oid, 0,
        pg_catalog.concat_ws(' ', 'owner', pg_catalog.pg_get_userbyid(r.relowner) || ',', q.seqtypid::pg_catalog.regtype, 'start', q.seqstart,
          'increment', q.seqincrement, 'minimum', q.seqmin, 'maximum', q.seqmax, 'cache', q.seqcache,
          CASE WHEN q.seqcycle THEN 'cycle' END,
          (SELECT 'owned by ' || d.refobjid::pg_catalog.regclass || '.' || pg_catalog.quote_ident(a.attname)
           FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = r.oid
             AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a')),
        r.relowner, r.relacl, 's'
      FROM relations r JOIN pg_catalog.pg_sequence q ON q.seqrelid = r.oid
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = r.oid AND d.deptype = 'i')""";

  private static final String TYPES =
      """
      SELECT CASE t.typtype WHEN 'e' THEN 'enum type ' WHEN 'd' THEN 'domain ' WHEN 'r' THEN 'range type '
          WHEN 'c' THEN 'composite type ' ELSE 'type ' END || s.prefix || pg_catalog.quote_ident(t.typname),
        'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0,
        pg_catalog.concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(t.typowner),
          (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
           FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
          CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
          CASE WHEN t.typtype = 'd' AND t.typcollation <> 0 THEN 'collation ' || t.typcollation::pg_catalog.regcollation END,
          CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault,
          (SELECT pg_catalog.concat_ws(', ', g.rngsubtype::pg_catalog.regtype, nullif(g.rngcollation, 0)::pg_catalog.regcollation,
             nullif(g.rngcanonical, 0)::pg_catalog.regproc, nullif(g.rngsubdiff, 0)::pg_catalog.regproc)
           FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)),
        t.typowner, t.typacl, 'T'
      FROM pg_catalog.pg_type t JOIN spaces s ON s.oid = t.typnamespace
      WHERE (t.typrelid = 0 OR EXISTS (SELECT FROM relations r WHERE r.oid = t.typrelid AND r.relkind = 'c'))
        AND t.typtype <> 'm' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid
          AND e.deptype = 'e')""";

  private static final String FUNCTIONS =
      """
      SELECT CASE p.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END
          || s.prefix || pg_catalog.quote_ident(p.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
        'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0,
        pg_catalog.concat_ws(', ', 'owner ' || pg_catalog.pg_get_userbyid(p.proowner),
          CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END,
          (SELECT pg_catalog.concat_ws(', ', g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggtranstype::pg_catalog.regtype,
             g.aggsortop::pg_catalog.regoperator, g.agginitval) FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = p.oid)),
        p.proowner, p.proacl, 'f'
      FROM pg_catalog.pg_proc p JOIN spaces s ON s.oid = p.pronamespace
      WHERE NOT (s.main AND p.proname IN ('migration_already_applied', 'record_migration'))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid
          AND e.deptype IN ('e', 'i'))""";

  private static final String STATISTICS =
      """
      SELECT 'statistics ' || s.prefix || pg_catalog.quote_ident(x.stxname), 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, x.oid, 0,
        pg_catalog.pg_get_statisticsobjdef(x.oid), NULL, NULL, NULL
      FROM pg_catalog.pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace""";

  /// Rare objects, by their names only.
  private static final String OTHERS =
      """
      SELECT o.type || ' ' || o.identity, d.classid, d.objid, 0, '', NULL, NULL, NULL
      FROM pg_catalog.pg_depend d JOIN spaces s ON s.oid = d.refobjid,
        LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
      WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.deptype = 'n'
        AND d.classid IN ('pg_catalog.pg_operator'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass,
          'pg_catalog.pg_collation'::pg_catalog.regclass, 'pg_catalog.pg_conversion'::pg_catalog.regclass, 'pg_catalog.pg_ts_config'::pg_catalog.regclass,
          'pg_catalog.pg_ts_dict'::pg_catalog.regclass, 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, 'pg_catalog.pg_ts_template'::pg_catalog.regclass)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid
          AND e.deptype = 'e')""";

  private static final String DEFAULT_PRIVILEGES =
      """
      SELECT 'default privileges in schema ' || pg_catalog.quote_ident(s.nspname) || ' of '
          || pg_catalog.pg_get_userbyid(a.defaclrole) || ' on ' || CASE a.defaclobjtype WHEN 'r' THEN 'tables'
            WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' ELSE 'schemas' END,
        'pg_catalog.pg_default_acl'::pg_catalog.regclass, a.oid, 0,
        (SELECT pg_catalog.string_agg(x::pg_catalog.text, ', ' ORDER BY x::pg_catalog.text COLLATE "C") FROM pg_catalog.unnest(a.defaclacl) x),
        NULL, NULL, NULL
      FROM pg_catalog.pg_default_acl a JOIN spaces s ON s.oid = a.defaclnamespace""";

  /// Event triggers belong to no schema; they are read with the schema of their function.
  private static final String EVENT_TRIGGERS =
      """
      SELECT 'event trigger ' || pg_catalog.quote_ident(e.evtname), 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, 0,
        pg_catalog.concat_ws(', ', e.evtevent, e.evtfoid::pg_catalog.regproc, pg_catalog.array_to_string(e.evttags, ' '),
          CASE e.evtenabled WHEN 'D' THEN 'disabled' END), NULL, NULL, NULL
      FROM pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid JOIN spaces s ON s.oid = p.pronamespace""";

  /// Default privileges are left out.
  private static final String RESULT =
      """
      SELECT path, definition FROM objects
      UNION ALL
      SELECT o.path || ', comment', c.description FROM objects o JOIN pg_catalog.pg_description c
        ON c.classoid = o.classid AND c.objoid = o.objid AND c.objsubid = o.subid
      UNION ALL
      SELECT o.path || ', privileges', p.granted FROM objects o,
        LATERAL (SELECT pg_catalog.string_agg(x::pg_catalog.text, ', ' ORDER BY x::pg_catalog.text COLLATE "C") FROM pg_catalog.unnest(o.acl) x) p(granted),
        LATERAL (SELECT pg_catalog.string_agg(x::pg_catalog.text, ', ' ORDER BY x::pg_catalog.text COLLATE "C")
          FROM pg_catalog.unnest(CASE WHEN o.acltype <> 'c' THEN pg_catalog.acldefault(o.acltype::pg_catalog."char", o.owner) END) x) d(usual)
      WHERE o.acl IS NOT NULL AND p.granted IS DISTINCT FROM d.usual""";
}

package dev.lockstep.engine.postgres.catalog;

/// The queries of [CatalogQuery] for parts of tables: each selects from `relations`, for `objects`.
final class CatalogOfTables {
  private CatalogOfTables() {}

  /// The position of a column in its table is omitted, because no undo can restore it.
  static final String COLUMNS =
      """
      SELECT r.path || ', column ' || pg_catalog.quote_ident(a.attname), 'pg_catalog.pg_class'::pg_catalog.regclass, r.oid, a.attnum,
        pg_catalog.concat_ws(', ', pg_catalog.format_type(a.atttypid, a.atttypmod),
          (SELECT 'collation ' || a.attcollation::pg_catalog.regcollation FROM pg_catalog.pg_type t
           WHERE t.oid = a.atttypid AND t.typcollation <> a.attcollation),
          CASE WHEN a.attnotnull THEN 'not null' END,
          CASE WHEN a.attgenerated = '' THEN 'default ' ELSE 'generated as ' END
            || pg_catalog.pg_get_expr(d.adbin, d.adrelid)
            || CASE a.attgenerated WHEN 's' THEN ' stored' WHEN 'v' THEN ' virtual' ELSE '' END,
          CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
          (SELECT pg_catalog.concat_ws(' ', 'start', q.seqstart, 'increment', q.seqincrement, 'minimum', q.seqmin,
             'maximum', q.seqmax, 'cache', q.seqcache, CASE WHEN q.seqcycle THEN 'cycle' END)
           FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_sequence q ON q.seqrelid = p.objid
           WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
             AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i'),
          (SELECT 'storage ' || a.attstorage::pg_catalog.text FROM pg_catalog.pg_type t
           WHERE t.oid = a.atttypid AND t.typstorage <> a.attstorage),
          'compression ' || nullif(a.attcompression::pg_catalog.text, ''),
          'statistics ' || nullif(a.attstattarget, -1),
          CASE WHEN NOT a.attislocal THEN 'inherited' END,
          pg_catalog.array_to_string(a.attoptions, ', '), pg_catalog.array_to_string(a.attfdwoptions, ', ')),
        r.relowner, a.attacl, 'c'
      FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE r.relkind IN ('r', 'p', 'f', 'c') OR (r.relkind IN ('v', 'm') AND (d.oid IS NOT NULL
        OR a.attacl IS NOT NULL OR EXISTS (SELECT FROM pg_catalog.pg_description o
          WHERE o.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objoid = r.oid AND o.objsubid = a.attnum)))""";

  /// Without valid NOT NULL constraints, which only newer releases have: the column's definition
  /// shows them on every release.
  static final String CONSTRAINTS =
      """
      SELECT coalesce(r.path, 'domain ' || s.prefix || pg_catalog.quote_ident(t.typname))
          || ', constraint ' || pg_catalog.quote_ident(c.conname),
        'pg_catalog.pg_constraint'::pg_catalog.regclass, c.oid, 0,
        pg_catalog.pg_get_constraintdef(c.oid) || CASE WHEN c.conislocal THEN '' ELSE ', inherited' END, NULL, NULL, NULL
      FROM pg_catalog.pg_constraint c
      LEFT JOIN relations r ON r.oid = c.conrelid
      LEFT JOIN (pg_catalog.pg_type t JOIN spaces s ON s.oid = t.typnamespace) ON t.oid = c.contypid
      WHERE c.contype <> 't' AND (c.contype <> 'n' OR NOT c.convalidated)
        AND (r.oid IS NOT NULL OR t.oid IS NOT NULL)""";

  /// Without the indexes of constraints, which the constraint's definition covers.
  static final String INDEXES =
      """
      SELECT r.path || ', index ' || pg_catalog.quote_ident(c.relname), 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0,
        pg_catalog.concat_ws(', ', pg_catalog.pg_get_indexdef(c.oid), CASE WHEN NOT i.indisvalid THEN 'invalid' END,
          CASE WHEN i.indisclustered THEN 'clustered' END,
          CASE WHEN i.indisreplident THEN 'replica identity' END), NULL, NULL, NULL
      FROM relations r JOIN pg_catalog.pg_index i ON i.indrelid = r.oid JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))""";

  static final String TRIGGERS =
      """
      SELECT r.path || ', trigger ' || pg_catalog.quote_ident(t.tgname), 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, 0,
        pg_catalog.pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ', disabled'
          WHEN 'R' THEN ', on replicas' ELSE ', always' END, NULL, NULL, NULL
      FROM relations r JOIN pg_catalog.pg_trigger t ON t.tgrelid = r.oid
      WHERE NOT t.tgisinternal AND t.tgparentid = 0""";

  static final String RULES =
      """
      SELECT r.path || ', rule ' || pg_catalog.quote_ident(w.rulename), 'pg_catalog.pg_rewrite'::pg_catalog.regclass, w.oid, 0,
        pg_catalog.pg_get_ruledef(w.oid) || CASE w.ev_enabled WHEN 'O' THEN '' ELSE ', enabled ' || w.ev_enabled::pg_catalog.text END,
        NULL, NULL, NULL
      FROM relations r JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'""";

  static final String POLICIES =
      """
      SELECT r.path || ', policy ' || pg_catalog.quote_ident(p.polname), 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, 0,
        pg_catalog.concat_ws(' ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
          'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
            WHEN 'd' THEN 'delete' ELSE 'all' END,
          'to', (SELECT pg_catalog.string_agg(CASE x WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x) END, ', ' ORDER BY x)
            FROM pg_catalog.unnest(p.polroles) x),
          'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)),
        NULL, NULL, NULL
      FROM relations r JOIN pg_catalog.pg_policy p ON p.polrelid = r.oid""";
}

package dev.lockstep.engine.postgres;

/// The parts of [CatalogQuery] on what belongs to a table: each selects from its `relations`, for
/// its `objects`.
final class CatalogOfTables {
  private CatalogOfTables() {}

  /// Where a column stands in its table is left out: nothing can put one back in its place.
  static final String COLUMNS =
      """
      SELECT r.path || ', column ' || quote_ident(a.attname), 'pg_class'::regclass, r.oid, a.attnum,
        concat_ws(', ', format_type(a.atttypid, a.atttypmod),
          (SELECT 'collation ' || a.attcollation::regcollation FROM pg_type t
           WHERE t.oid = a.atttypid AND t.typcollation <> a.attcollation),
          CASE WHEN a.attnotnull THEN 'not null' END,
          CASE WHEN a.attgenerated = '' THEN 'default ' ELSE 'generated as ' END
            || pg_get_expr(d.adbin, d.adrelid)
            || CASE a.attgenerated WHEN 's' THEN ' stored' WHEN 'v' THEN ' virtual' ELSE '' END,
          CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
          (SELECT concat_ws(' ', 'start', q.seqstart, 'increment', q.seqincrement, 'minimum', q.seqmin,
             'maximum', q.seqmax, 'cache', q.seqcache, CASE WHEN q.seqcycle THEN 'cycle' END)
           FROM pg_depend p JOIN pg_sequence q ON q.seqrelid = p.objid
           WHERE p.classid = 'pg_class'::regclass AND p.refclassid = 'pg_class'::regclass
             AND p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i'),
          (SELECT 'storage ' || a.attstorage::text FROM pg_type t
           WHERE t.oid = a.atttypid AND t.typstorage <> a.attstorage),
          'compression ' || nullif(a.attcompression::text, ''),
          'statistics ' || nullif(a.attstattarget, -1),
          CASE WHEN NOT a.attislocal THEN 'inherited' END,
          array_to_string(a.attoptions, ', '), array_to_string(a.attfdwoptions, ', ')),
        r.relowner, a.attacl, 'c'
      FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE r.relkind IN ('r', 'p', 'f', 'c') OR (r.relkind IN ('v', 'm') AND (d.oid IS NOT NULL
        OR a.attacl IS NOT NULL OR EXISTS (SELECT FROM pg_description o
          WHERE o.classoid = 'pg_class'::regclass AND o.objoid = r.oid AND o.objsubid = a.attnum)))""";

  /// A column says itself whether it takes NULL, on every release.
  static final String CONSTRAINTS =
      """
      SELECT coalesce(r.path, 'domain ' || s.prefix || quote_ident(t.typname))
          || ', constraint ' || quote_ident(c.conname),
        'pg_constraint'::regclass, c.oid, 0,
        pg_get_constraintdef(c.oid) || CASE WHEN c.conislocal THEN '' ELSE ', inherited' END, NULL, NULL, NULL
      FROM pg_constraint c
      LEFT JOIN relations r ON r.oid = c.conrelid
      LEFT JOIN (pg_type t JOIN spaces s ON s.oid = t.typnamespace) ON t.oid = c.contypid
      WHERE c.contype <> 't' AND (c.contype <> 'n' OR NOT c.convalidated)
        AND (r.oid IS NOT NULL OR t.oid IS NOT NULL)""";

  /// The indexes of constraints go with them.
  static final String INDEXES =
      """
      SELECT r.path || ', index ' || quote_ident(c.relname), 'pg_class'::regclass, c.oid, 0,
        concat_ws(', ', pg_get_indexdef(c.oid), CASE WHEN NOT i.indisvalid THEN 'invalid' END,
          CASE WHEN i.indisclustered THEN 'clustered' END,
          CASE WHEN i.indisreplident THEN 'replica identity' END), NULL, NULL, NULL
      FROM relations r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
      WHERE NOT EXISTS (SELECT FROM pg_constraint k
        WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))""";

  static final String TRIGGERS =
      """
      SELECT r.path || ', trigger ' || quote_ident(t.tgname), 'pg_trigger'::regclass, t.oid, 0,
        pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ', disabled'
          WHEN 'R' THEN ', on replicas' ELSE ', always' END, NULL, NULL, NULL
      FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid
      WHERE NOT t.tgisinternal AND t.tgparentid = 0""";

  static final String RULES =
      """
      SELECT r.path || ', rule ' || quote_ident(w.rulename), 'pg_rewrite'::regclass, w.oid, 0,
        pg_get_ruledef(w.oid) || CASE w.ev_enabled WHEN 'O' THEN '' ELSE ', enabled ' || w.ev_enabled::text END,
        NULL, NULL, NULL
      FROM relations r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'""";

  static final String POLICIES =
      """
      SELECT r.path || ', policy ' || quote_ident(p.polname), 'pg_policy'::regclass, p.oid, 0,
        concat_ws(' ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
          'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
            WHEN 'd' THEN 'delete' ELSE 'all' END,
          'to', (SELECT string_agg(CASE x WHEN 0 THEN 'public' ELSE pg_get_userbyid(x) END, ', ' ORDER BY x)
            FROM unnest(p.polroles) x),
          'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid)),
        NULL, NULL, NULL
      FROM relations r JOIN pg_policy p ON p.polrelid = r.oid""";
}

package dev.lockstep.engine.postgres.catalog;

/// The queries of [CatalogFacts]: their columns have the order of its records' components. They
/// expect `pg_catalog` as the only schema of the search path.
final class FactsQueries {
  private static final String OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  private FactsQueries() {}

  /// A partitioned table has no rows of its own; its size is the sum of its partitions.
  static String tables() {
    return """
        SELECT n.nspname, c.relname, c.relkind,
          CASE WHEN c.relkind = 'p'
            THEN (SELECT coalesce(pg_catalog.sum(greatest(p.reltuples, 0)), 0)::bigint
                  FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class p ON p.oid = t.relid)
            ELSE c.reltuples::bigint END,
          CASE WHEN c.relkind = 'p'
            THEN (SELECT coalesce(pg_catalog.sum(pg_catalog.pg_table_size(t.relid)), 0)::bigint
                  FROM pg_catalog.pg_partition_tree(c.oid) t WHERE t.isleaf)
            WHEN c.relkind IN ('r', 'm') THEN coalesce(pg_catalog.pg_table_size(c.oid), 0)
            ELSE 0 END,
          CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
          CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END,
          EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND\s"""
        + OURS;
  }

  static String columns() {
    return """
        SELECT n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
          a.attnotnull, a.atthasdef OR a.attidentity <> '',
          CASE WHEN a.attidentity <> '' THEN 'i' ELSE a.attgenerated::pg_catalog.text END
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND\s"""
        + OURS
        + " ORDER BY a.attrelid, a.attnum";
  }

  static String constraints() {
    return """
        SELECT n.nspname, c.relname, o.conname, pg_catalog.pg_get_constraintdef(o.oid)
        FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE o.contype IN ('c', 'f', 'p', 'u', 'x', 'n') AND\s"""
        + OURS;
  }

  static String indexes() {
    return """
        SELECT n.nspname, i.relname, m.nspname, c.relname, x.indisunique,
          (SELECT pg_catalog.string_agg(a.attname, pg_catalog.chr(31) ORDER BY k.place)
           FROM pg_catalog.unnest(x.indkey[0:x.indnkeyatts - 1]) WITH ORDINALITY AS k(number, place)
             JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number),
          EXISTS (SELECT FROM pg_catalog.pg_constraint o
                  WHERE o.conindid = i.oid AND o.contype IN ('p', 'u', 'x'))
        FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
          JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_namespace m ON m.oid = c.relnamespace
        WHERE\s"""
        + OURS;
  }

  static String enums() {
    return """
        SELECT n.nspname, t.typname, pg_catalog.string_agg(e.enumlabel, pg_catalog.chr(31) ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
          LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
        WHERE t.typtype = 'e' AND\s"""
        + OURS
        + " GROUP BY n.nspname, t.typname";
  }

  static String domains() {
    return """
        SELECT n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod),
          t.typnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.contypid = t.oid)
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typtype = 'd' AND\s"""
        + OURS;
  }
}

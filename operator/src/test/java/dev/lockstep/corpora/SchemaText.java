package dev.lockstep.corpora;

import dev.lockstep.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A schema as pg_dump writes it, brought to what matters: without what differs from one version of
/// pg_dump to the next (banners, `\restrict` lines, settings of the session that reads the dump)
/// and without Lockstep's own objects. The order of the objects follows from the objects, so they
/// are compared by name.
///
/// @param objects what is under the heading of each object
public record SchemaText(Map<String, String> objects) {
  private static final Pattern HEADING =
      Pattern.compile(
          "^--\n-- (Name: .*?; Type: .*?; Schema: .*?)(; Owner:.*)?\n--$", Pattern.MULTILINE);

  private static final Pattern VERSIONED =
      Pattern.compile(
          """
          ^(\\\\(un)?restrict .*\
          |-- Dumped (from|by) .*\
          |-- PostgreSQL database dump.*\
          |SET (statement_timeout|lock_timeout|idle_in_transaction_session_timeout\
          |transaction_timeout|client_encoding|standard_conforming_strings|check_function_bodies\
          |xmloption|client_min_messages|row_security|default_tablespace\
          |default_table_access_method) = .*;\
          |SELECT pg_catalog\\.set_config\\('search_path', '', false\\);)$""",
          Pattern.MULTILINE);

  private static final Pattern OWN =
      Pattern.compile(
          "Name: ((COLUMN|TABLE|VIEW|SEQUENCE|FUNCTION|INDEX|CONSTRAINT .* ON) )?"
              + "(migration_history|migration_attempts|migration_catalog|current_schema_version"
              + "|migration_already_applied|record_migration)(_\\w+|[ .(].*)?; Type: .*");

  public SchemaText {
    objects = new TreeMap<>(objects);
  }

  public SchemaText(String dump) {
    this(objectsIn(dump));
  }

  /// What pg_dump says of a database now.
  public static SchemaText of(TestDatabase database) {
    return new SchemaText(
        Tool.PG_DUMP.run("--schema-only", "--no-owner", "--dbname", database.uri()));
  }

  private static Map<String, String> objectsIn(String dump) {
    var objects = new TreeMap<String, String>();
    String text = VERSIONED.matcher(dump).replaceAll("");
    var heading = HEADING.matcher(text);
    boolean more = heading.find();
    while (more) {
      String name = heading.group(1);
      int from = heading.end();
      more = heading.find();
      String body = text.substring(from, more ? heading.start() : text.length());
      if (!OWN.matcher(name).matches()) {
        objects.merge(name, bare(body), (first, second) -> first + "\n" + second);
      }
    }
    return objects;
  }

  /// The last body has the dump's closing comment at its end.
  private static String bare(String body) {
    return body.replaceAll("\n--\n\n--\n*\\z", "").strip();
  }

  public List<String> differences(SchemaText expected) {
    var names = new TreeSet<>(objects.keySet());
    names.addAll(expected.objects.keySet());
    var differences = new ArrayList<String>();
    for (String name : names) {
      String found = objects.get(name);
      String wanted = expected.objects.get(name);
      if (wanted == null) {
        differences.add("not expected: " + name);
      } else if (found == null) {
        differences.add("missing: " + name);
      } else if (!found.equals(wanted)) {
        differences.add("differs: " + name);
        differences.addAll(lines(wanted, found));
      }
    }
    return differences;
  }

  private static List<String> lines(String wanted, String found) {
    var lines = new ArrayList<String>();
    without(wanted, found).forEach(line -> lines.add("    - " + line));
    without(found, wanted).forEach(line -> lines.add("    + " + line));
    return lines;
  }

  private static List<String> without(String text, String other) {
    var rest = new ArrayList<>(text.lines().toList());
    other.lines().forEach(rest::remove);
    return rest;
  }
}

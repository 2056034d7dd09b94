package dev.lockstep.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Functions, operators, types and tables that an unprivileged user has created where Lockstep's
/// own statements could resolve to them instead of the server's: in `public` and in the schema
/// `evil`, with the names of all calls in the program and all arguments that could match better.
/// Each raises an error when it is called, which the server's log shows even if the caller catches
/// the error.
final class PlantedNames {
  static final String OWNER = "mallory";

  private static final Path SOURCES =
      Checkout.root().resolve("operator/src/main/java/dev/lockstep/engine/postgres");
  private static final Pattern CALL = Pattern.compile("\\b([a-z][a-z0-9_]{2,})\\(");

  private PlantedNames() {}

  /// The prefix of these errors, which nothing else in a log has.
  static String mark(TestDatabase database) {
    return "planted in " + database.name() + " and called";
  }

  /// Creates the objects. The schema `evil` already exists and belongs to the unprivileged user.
  static void in(TestDatabase database) {
    for (String schema : new String[] {"evil", "public"}) {
      database.execute(
          SQL.replace("@schema@", schema)
              .replace("@owner@", OWNER)
              .replace("@names@", String.join(",", called())));
    }
  }

  /// The names that are followed by a parenthesis anywhere in the package; too many do no harm.
  private static Set<String> called() {
    var names = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var calls = CALL.matcher(Files.readString(file));
        while (calls.find()) {
          names.add(calls.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // One of each of three rooms: if the sources were not found, no objects would be created.
    assertThat(names).contains("set_config", "pg_try_advisory_lock", "pg_get_indexdef");
    return names;
  }

  private static final String SQL =
      """
      SET search_path = pg_catalog, pg_temp;
      SET check_function_bodies = off;
      SET ROLE @owner@;
      CREATE FUNCTION pg_temp.plant(name text, arguments text, result text, body text) RETURNS void
      LANGUAGE plpgsql AS $plant$
      BEGIN
        IF to_regprocedure(format('@schema@.%I(%s)', name, arguments)) IS NULL THEN
          EXECUTE format('CREATE FUNCTION @schema@.%I(%s) RETURNS %s LANGUAGE plpgsql AS %s', name, arguments, result, body);
        END IF;
      END $plant$;
      DO $planting$
      DECLARE
        types text[] := '{text,varchar,name,"\\"char\\"",bool,int2,int4,int8,float8,numeric,oid,jsonb,json,
          timestamptz,interval,uuid,regclass,text[],name[],oid[]}';
        often text[] := '{text,name,int4,int8,bool,jsonb,timestamptz,oid}';
        body text := quote_literal(format(
          $$BEGIN RAISE EXCEPTION 'planted in %s and called as %%', current_user; END$$, current_database()));
        l text; r text; name text; op text; f record; i int;
      BEGIN
        FOREACH l IN ARRAY types LOOP
          FOREACH r IN ARRAY types LOOP
            EXECUTE format('CREATE FUNCTION @schema@.trap(%1$s, %2$s) RETURNS bool LANGUAGE plpgsql AS %3$s', l, r, body);
            EXECUTE format('CREATE FUNCTION @schema@.trap2(%1$s, %2$s) RETURNS %1$s LANGUAGE plpgsql AS %3$s', l, r, body);
            FOREACH op IN ARRAY '{=,<>,<,>,<=,>=,~,!~,~~,?,@>}'::text[] LOOP
              EXECUTE format('CREATE OPERATOR @schema@.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = @schema@.trap)', op, l, r);
            END LOOP;
            FOREACH op IN ARRAY '{||,+,-,*,/,->,->>,#>>}'::text[] LOOP
              EXECUTE format('CREATE OPERATOR @schema@.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = @schema@.trap2)', op, l, r);
            END LOOP;
          END LOOP;
        END LOOP;
        FOR f IN SELECT DISTINCT p.proname, oidvectortypes(p.proargtypes) AS arguments,
              format_type(p.prorettype, NULL) AS result
            FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind <> 'w' AND t.typtype <> 'p'
              AND p.proname = ANY ('{@names@}')
              AND NOT EXISTS (SELECT FROM pg_type a WHERE a.oid = ANY (p.proargtypes) AND a.typtype = 'p') LOOP
          EXECUTE format('CREATE OR REPLACE FUNCTION @schema@.%I(%s) RETURNS %s LANGUAGE plpgsql AS %s',
            f.proname, f.arguments, f.result, body);
        END LOOP;
        FOR f IN SELECT DISTINCT ON (p.proname) p.proname,
              CASE WHEN t.typtype = 'p' THEN 'text' ELSE format_type(p.prorettype, NULL) END AS result
            FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.pronargs > 0
              AND p.proname = ANY ('{@names@}') LOOP
          FOREACH l IN ARRAY types LOOP
            PERFORM pg_temp.plant(f.proname, l, f.result, body);
          END LOOP;
          FOREACH l IN ARRAY often LOOP
            FOREACH r IN ARRAY often LOOP
              PERFORM pg_temp.plant(f.proname, l || ',' || r, f.result, body);
            END LOOP;
          END LOOP;
          FOR i IN 3..14 LOOP
            PERFORM pg_temp.plant(f.proname, repeat('text,', i - 1) || 'text', f.result, body);
            PERFORM pg_temp.plant(f.proname, repeat('text,', i - 1) || 'int4', f.result, body);
            PERFORM pg_temp.plant(f.proname, repeat('text,', i - 1) || 'jsonb', f.result, body);
          END LOOP;
        END LOOP;
        FOREACH name IN ARRAY '{text,name,oid,jsonb,json,uuid,timestamptz,int8,regclass,bytea}'::text[] LOOP
          EXECUTE format('CREATE DOMAIN @schema@.%1$I AS pg_catalog.%1$I CHECK (@schema@.trap(VALUE::text, VALUE::text))', name);
        END LOOP;
        FOR name IN SELECT relname FROM pg_class
            WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') LOOP
          EXECUTE format('CREATE VIEW @schema@.%I AS SELECT @schema@.trap(''x''::text, ''y''::text) AS oid', name);
        END LOOP;
      END $planting$""";
}

package dev.lockstep.engine.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.catalog.CatalogDifference;
import dev.lockstep.engine.catalog.CatalogSnapshot;
import dev.lockstep.engine.catalog.CatalogSnapshot.Reach;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.PostgresDatabase;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
final class CatalogSnapshotTest {
  private static final String SCENE =
      """
      CREATE TYPE mood AS ENUM ('sad', 'glad');
      CREATE TYPE place AS (street text, town text);
      CREATE DOMAIN amount AS numeric(10, 2) CHECK (VALUE >= 0);
      CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(20) NOT NULL);
      CREATE TABLE orders (id serial PRIMARY KEY, customer bigint REFERENCES customer, total amount,
        at timestamptz DEFAULT '2024-01-01 00:00:00+00', note text, feeling mood,
        CONSTRAINT total_small CHECK (total < 1000));
      CREATE TABLE event (at date NOT NULL, what text) PARTITION BY RANGE (at);
      CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE INDEX orders_at ON orders (at) WHERE note IS NOT NULL;
      CREATE SEQUENCE number INCREMENT 5;
      CREATE VIEW big_orders AS SELECT id, note FROM orders WHERE total > 100;
      CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(total) FROM orders GROUP BY customer;
      CREATE FUNCTION double(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x';
      CREATE PROCEDURE nothing() LANGUAGE plpgsql AS 'BEGIN END';
      CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE RULE quiet AS ON DELETE TO customer DO INSTEAD NOTHING;
      CREATE POLICY mine ON orders FOR SELECT USING (note = current_user);
      CREATE STATISTICS orders_numbers (ndistinct) ON customer, total FROM orders;
      CREATE COLLATION german (provider = icu, locale = 'de');
      COMMENT ON COLUMN orders.note IS 'free text';
      GRANT SELECT ON customer TO PUBLIC;
      """;

  private final TestDatabase database;
  private final PostgresDatabase postgres;

  CatalogSnapshotTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    postgres = EngineRun.of(database, new ScriptFolder(folder)).open(new StopSignal());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE orders ADD extra int                          | ADDED table orders, column extra
          ALTER TABLE orders DROP note CASCADE                      | REMOVED table orders, column note; REMOVED table orders, index orders_at; REMOVED table orders, policy mine; REMOVED view big_orders
          ALTER TABLE customer ALTER name TYPE varchar(30)          | CHANGED table customer, column name
          ALTER TABLE customer ALTER name DROP NOT NULL             | CHANGED table customer, column name
          ALTER TABLE orders ALTER at SET DEFAULT now()             | CHANGED table orders, column at
          ALTER TABLE orders ALTER note SET STORAGE EXTERNAL        | CHANGED table orders, column note
          ALTER TABLE orders ALTER note SET STATISTICS 0            | CHANGED table orders, column note
          ALTER TABLE customer ALTER id SET INCREMENT 7             | CHANGED table customer, column id
          ALTER TABLE customer ALTER id DROP IDENTITY               | CHANGED table customer, column id
          ALTER TABLE orders DROP CONSTRAINT total_small            | REMOVED table orders, constraint total_small
          ALTER TABLE orders RENAME CONSTRAINT total_small TO small | ADDED table orders, constraint small; REMOVED table orders, constraint total_small
          ALTER DOMAIN amount ADD CHECK (VALUE < 5)                 | ADDED domain amount, constraint amount_check1
          ALTER DOMAIN amount SET DEFAULT 1                         | CHANGED domain amount
          ALTER TYPE mood ADD VALUE 'soso' BEFORE 'glad'            | CHANGED enum type mood
          ALTER TYPE place ADD ATTRIBUTE zip text                   | ADDED composite type place, column zip
          CREATE INDEX i ON orders (note)                           | ADDED table orders, index i
          ALTER INDEX orders_at SET (fillfactor = 50)               | CHANGED table orders, index orders_at
          ALTER INDEX orders_pkey RENAME TO k                       | ADDED table orders, constraint k; REMOVED table orders, constraint orders_pkey
          ALTER SEQUENCE number INCREMENT 6                         | CHANGED sequence number
          ALTER SEQUENCE orders_id_seq OWNED BY NONE                | CHANGED sequence orders_id_seq
          CREATE OR REPLACE VIEW big_orders AS SELECT id, note FROM orders | CHANGED view big_orders
          COMMENT ON VIEW big_orders IS 'big'                       | ADDED view big_orders, comment
          COMMENT ON COLUMN orders.note IS NULL                     | REMOVED table orders, column note, comment
          COMMENT ON COLUMN big_orders.note IS 'x'                  | ADDED view big_orders, column note
          DROP MATERIALIZED VIEW totals                             | REMOVED materialized view totals
          CREATE OR REPLACE FUNCTION double(x int) RETURNS int LANGUAGE sql AS 'SELECT x + x' | CHANGED function double(x integer)
          ALTER FUNCTION double SECURITY DEFINER                    | CHANGED function double(x integer)
          DROP PROCEDURE nothing                                    | REMOVED procedure nothing()
          DROP AGGREGATE total(int)                                 | REMOVED aggregate total(integer)
          REVOKE EXECUTE ON FUNCTION double FROM PUBLIC             | ADDED function double(x integer), privileges
          ALTER TABLE orders DISABLE TRIGGER touch                  | CHANGED table orders, trigger touch
          DROP RULE quiet ON customer                               | REMOVED table customer, rule quiet
          ALTER POLICY mine ON orders TO postgres                   | CHANGED table orders, policy mine
          ALTER TABLE orders ENABLE ROW LEVEL SECURITY              | CHANGED table orders
          ALTER TABLE orders SET (autovacuum_enabled = off)         | CHANGED table orders
          ALTER TABLE event_2024 SET UNLOGGED                       | CHANGED table event_2024
          ALTER TABLE event DETACH PARTITION event_2024             | CHANGED table event_2024; CHANGED table event_2024, column at; CHANGED table event_2024, column what
          GRANT UPDATE ON customer TO PUBLIC                        | CHANGED table customer, privileges
          GRANT SELECT (name) ON customer TO PUBLIC                 | ADDED table customer, column name, privileges
          ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC | ADDED default privileges in schema public of postgres on tables
          DROP STATISTICS orders_numbers                            | REMOVED statistics orders_numbers
          DROP COLLATION german                                     | REMOVED collation public.german
          CREATE SCHEMA audit; CREATE TABLE audit.log (a int)       | ADDED schema audit; ADDED table audit.log
          CREATE TABLE a (a int); CREATE TABLE a$ (a int)           | ADDED table "a$"; ADDED table a
          """)
  void everyChangeOfAnObjectIsNamed(String change, String expected) {
    database.execute(SCENE);
    CatalogSnapshot before = postgres.catalog().orElseThrow().read(Reach.DATABASE);

    database.execute(change);

    assertThat(names(before.changesTo(postgres.catalog().orElseThrow().read(Reach.DATABASE))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO customer (name) VALUES ('a'); SELECT nextval('number')
          GRANT UPDATE ON customer TO PUBLIC; REVOKE UPDATE ON customer FROM PUBLIC
          GRANT SELECT ON orders TO PUBLIC; REVOKE SELECT ON orders FROM PUBLIC
          ALTER TABLE orders DROP note CASCADE; ALTER TABLE orders ADD note text; COMMENT ON COLUMN orders.note IS 'free text'; CREATE INDEX orders_at ON orders (at) WHERE note IS NOT NULL; CREATE POLICY mine ON orders FOR SELECT USING (note = current_user); CREATE VIEW big_orders AS SELECT id, note FROM orders WHERE total > 100
          ALTER DATABASE current SET datestyle = 'german, dmy'
          """)
  void whatMakesNoDifferenceIsNone(String change) {
    database.execute(SCENE);
    CatalogSnapshot before = postgres.catalog().orElseThrow().read(Reach.SCHEMA);

    database.execute(change.replace("DATABASE current", "DATABASE " + database.name()));

    assertThat(before.changesTo(postgres.catalog().orElseThrow().read(Reach.SCHEMA))).isEmpty();
  }

  @Test
  void whatIsOursAndTheExtensionsIsLeftOut() {
    postgres.acquire();
    postgres.close();

    assertThat(postgres.catalog().orElseThrow().read(Reach.DATABASE).contents()).isEmpty();
    assertThat(postgres.catalog().orElseThrow().read(Reach.SCHEMA).objects())
        .containsKey("schema public");
  }

  @Test
  void oneSchemaIsLookedAtWithoutTheOthers() {
    database.execute("CREATE SCHEMA audit; CREATE TABLE audit.log (a int); CREATE TABLE t (a int)");

    assertThat(postgres.catalog().orElseThrow().read(Reach.SCHEMA).contents())
        .containsExactly("table t");
    assertThat(postgres.catalog().orElseThrow().read(Reach.DATABASE).contents())
        .containsExactly("table audit.log", "table t");
  }

  @Test
  void digestsAreEnoughToFindADifference() {
    database.execute("CREATE TABLE t (a int, b int)");
    var before = postgres.catalog().orElseThrow().read(Reach.SCHEMA).digests();
    database.execute("ALTER TABLE t ALTER b TYPE bigint");

    assertThat(
            names(
                CatalogSnapshot.changes(
                    before, postgres.catalog().orElseThrow().read(Reach.SCHEMA).digests())))
        .isEqualTo("CHANGED table t, column b");
  }

  private static String names(List<CatalogDifference> differences) {
    return String.join(
        "; ",
        differences.stream()
            .map(difference -> difference.kind() + " " + difference.object())
            .toList());
  }
}

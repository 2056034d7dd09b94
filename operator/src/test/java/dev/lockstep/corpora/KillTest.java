package dev.lockstep.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.corpora.MigrateRun.Target;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are killed again and again leave what one undisturbed psql leaves. Many more kills, on
/// real sets, by `make corpora`.
final class KillTest {
  private static final int KILLS = 12;

  @Test
  void killedRunsLeaveWhatPsqlLeaves(@TempDir Path folder) {
    long seed = System.nanoTime();
    var set = new GeneratedSet(ScriptFolder.in(folder), 3);
    var killer = new Killer(seed, KILLS, GeneratedSet::resumeFrom);
    // One of its own, because it is stopped, and of a version that every pg_dump can read.
    try (var server = PostgresServer.start(PostgresVersion.V14)) {
      TestDatabase truth = server.createDatabase();
      set.names().forEach(name -> Tool.psql(truth, set.folder().path().resolve(name)));
      while (killer.kills() < KILLS) {
        TestDatabase database = server.createDatabase();
        var target = new Target(database, "public", set.folder().path());
        var trial = new Trial(target, set.names());

        var failures = killer.migrate(server, target);

        String story = "seed %d, %s".formatted(seed, killer.story());
        assertThat(failures).as(story).isEmpty();
        assertThat(SchemaText.of(database).differences(SchemaText.of(truth))).as(story).isEmpty();
        assertThat(TableContents.of(database)).as(story).isEqualTo(TableContents.of(truth));
        assertThat(trial.history()).as(story).isEmpty();
        assertThat(trial.migrateAgain()).as(story).isEmpty();
      }
    }
  }
}

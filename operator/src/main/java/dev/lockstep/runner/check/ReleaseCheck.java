package dev.lockstep.runner.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.source.ScriptReading;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.check.HistoryComparison.Gaps;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Rendered;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the scripts of a branch before it is merged, with git and without a database.
record ReleaseCheck(ScriptOptions options, String revision, Gaps gaps) {

  /// The result.
  ///
  /// @param against the revision as given
  /// @param commit its commit
  /// @param mergeBase the merge base of the revision and the branch
  /// @param inStep whether the branch may be merged
  /// @param releasedCount the number of scripts in the revision
  /// @param added the new scripts
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(
      String against,
      String commit,
      String mergeBase,
      boolean inStep,
      int releasedCount,
      List<String> added,
      List<Finding> findings) {
    private static final int SHORT_COMMIT = 10;

    private Page text(Terminal terminal) {
      String summary =
          "Against %s (%s): %d released script%s, %d new; %s"
              .formatted(
                  against,
                  commit.substring(0, Math.min(SHORT_COMMIT, commit.length())),
                  releasedCount,
                  releasedCount == 1 ? "" : "s",
                  added.size(),
                  findings.isEmpty() ? "no findings" : Finding.counts(findings));
      var page = new Page().line(terminal, inStep ? TextStyle.GOOD : TextStyle.BAD, summary);
      return findings.isEmpty() ? page : page.gap().add(Finding.text(findings, terminal));
    }
  }

  /// Compares the branch with the revision.
  ///
  /// @throws EngineException if git cannot provide the earlier state, or a set is rejected
  Rendered answer(Terminal terminal) {
    ScriptSet now = ScriptOptions.require(options.read());
    Path scratch = null;
    try {
      scratch = Files.createTempDirectory("lockstep-check-");
      Answer answer = answer(now, scratch);
      return new Rendered(
          answer, answer.text(terminal), answer.inStep() ? ExitCode.OK : ExitCode.NOT_IN_STEP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(scratch);
    }
  }

  private Answer answer(ScriptSet now, Path scratch) throws IOException {
    var folders = new ArrayList<GitFolder>();
    for (Path folder : options.folders()) {
      folders.add(GitFolder.of(folder, scratch));
    }
    GitFolder first = folders.getFirst();
    String commit = first.commit(revision);
    String mergeBase = first.mergeBase(commit, revision);
    var comparison =
        new ReleaseComparison(
            Printable.line(revision),
            set("where HEAD and %s part".formatted(revision), mergeBase, folders, scratch),
            set("in " + revision, commit, folders, scratch),
            now,
            options.dialect().fingerprint());
    List<Finding> findings = comparison.findings(options.outOfOrder());
    return new Answer(
        revision,
        commit,
        mergeBase,
        new HistoryComparison(List.of(), findings).isInStep(gaps),
        comparison.releasedCount(),
        comparison.added(),
        findings);
  }

  /// The scripts of a commit, read as from a mounted ConfigMap.
  private ScriptSet set(String where, String commit, List<GitFolder> folders, Path scratch)
      throws IOException {
    var copies = new ArrayList<Path>();
    for (GitFolder folder : folders) {
      Path name = folder.folder().toAbsolutePath().normalize().getFileName();
      Path copy =
          Files.createDirectories(
              scratch.resolve(commit).resolve("" + copies.size()).resolve(String.valueOf(name)));
      for (Map.Entry<String, byte[]> file : folder.files(commit, options.selection()).entrySet()) {
        Files.write(copy.resolve(file.getKey()), file.getValue());
      }
      copies.add(copy);
    }
    ScriptReading reading = options.read(copies);
    if (reading instanceof ScriptSet set) {
      return set;
    }
    throw new EngineException(
        Failure.of(
            FailureKind.SCRIPTS_REFUSED,
            "the scripts are not a valid set %s: %s".formatted(where, reading.errors().getFirst()),
            "Correct them there first; until then there is nothing to compare with"),
        reading.errors().subList(1, reading.errors().size()),
        null,
        null);
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

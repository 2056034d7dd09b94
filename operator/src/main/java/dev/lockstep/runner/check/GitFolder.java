package dev.lockstep.runner.check;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A folder in a git work tree, as contained in commits. It runs the git program, which can read
/// every repository format.
///
/// @param folder the folder in the work tree
/// @param prefix the path relative to the top of the work tree, with a slash at its end; empty at
///   the top
/// @param scratch a folder for the input and output of git
record GitFolder(Path folder, String prefix, Path scratch) {
  private static final Pattern ENTRY =
      Pattern.compile("([0-7]+) blob ([0-9a-f]+)\\t(.*)", Pattern.DOTALL);
  private static final Pattern HEADER = Pattern.compile("[0-9a-f]+ blob ([0-9]+)");
  private static final String LINK = "120000";

  /// The result of a git command.
  private static final class Reply {
    private final int exit;
    private final byte[] out;
    private final String err;

    Reply(int exit, byte[] out, String err) {
      this.exit = exit;
      this.out = out;
      this.err = err;
    }

    private String text() {
      return new String(out, StandardCharsets.UTF_8).strip();
    }

    private String words() {
      return err.lines().findFirst().map(Printable::line).orElse("no reason given");
    }
  }

  /// Finds the work tree of a folder.
  ///
  /// @throws EngineException if there is none
  static GitFolder of(Path folder, Path scratch) {
    Reply reply =
        new GitFolder(folder, "", scratch)
            .ask(List.of("rev-parse", "--is-inside-work-tree", "--show-prefix"));
    List<String> lines = reply.text().lines().toList();
    if (reply.exit != 0 || lines.isEmpty() || !lines.getFirst().equals("true")) {
      throw wrong(
          "--against: the folder %s is not in a Git work tree (git: %s)"
              .formatted(folder, reply.words()),
          "Check out the repository, and name its script folder");
    }
    return new GitFolder(folder, lines.size() > 1 ? lines.get(1) : "", scratch);
  }

  /// The commit of a revision.
  String commit(String revision) {
    if (revision.isBlank() || revision.startsWith("-")) {
      throw wrong(
          "--against: '%s' is not a revision".formatted(revision), "Name a branch or a commit");
    }
    Reply reply =
        ask(
            List.of(
                "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"));
    if (reply.exit != 0) {
      throw wrong(
          "--against: the repository has no revision %s".formatted(Printable.line(revision)),
          "Fetch it first, for example with git fetch origin main, and use Git's name for it, such as origin/main");
    }
    return reply.text();
  }

  /// The merge base of HEAD and a commit.
  String mergeBase(String commit, String revision) {
    Reply reply = ask(List.of("merge-base", "HEAD", commit));
    if (reply.exit == 0) {
      return reply.text().lines().findFirst().orElseThrow();
    }
    if (ask(List.of("rev-parse", "--is-shallow-repository")).text().equals("true")) {
      throw wrong(
          "--against: the clone is shallow and lacks the merge base of HEAD and %s"
              .formatted(revision),
          "Fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in the checkout step of a pipeline");
    }
    throw wrong(
        "--against: HEAD and %s have no common commit".formatted(revision),
        "Name the branch that this one will be merged into");
  }

  /// The files of the set in the folder in a commit, by name; empty if the commit lacks the folder.
  Map<String, byte[]> files(String commit, FileSelection selection) {
    var list = new ArrayList<>(List.of("ls-tree", "-z", "--full-tree", commit));
    if (!prefix.isEmpty()) {
      list.addAll(List.of("--", prefix));
    }
    var objects = new LinkedHashMap<String, String>();
    for (String entry :
        new String(require(list, Path.of("")).out, StandardCharsets.UTF_8).split("\0", -1)) {
      Matcher parts = ENTRY.matcher(entry);
      if (parts.matches()) {
        String path = parts.group(3);
        String name = path.substring(prefix.length());
        if (selection.role(name) == FileSelection.Role.MEMBER) {
          objects.put(name, parts.group(1).equals(LINK) ? commit + ":" + path : parts.group(2));
        }
      }
    }
    return contents(objects);
  }

  private Map<String, byte[]> contents(Map<String, String> objects) {
    byte[] out;
    try {
      Path names = Files.write(scratch.resolve("objects"), objects.values());
      out = require(List.of("cat-file", "--batch", "--follow-symlinks"), names).out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var files = new LinkedHashMap<String, byte[]>();
    int at = 0;
    for (String name : objects.keySet()) {
      int end = at;
      while (out[end] != '\n') {
        end++;
      }
      Matcher header = HEADER.matcher(new String(out, at, end - at, StandardCharsets.UTF_8));
      if (!header.matches()) {
        throw wrong(
            "--against: git cannot read the earlier state of %s".formatted(Printable.line(name)),
            "Inspect it with git log, and repair the link or the clone");
      }
      int size = Integer.parseInt(header.group(1));
      files.put(name, Arrays.copyOfRange(out, end + 1, end + 1 + size));
      at = end + size + 2;
    }
    return files;
  }

  private Reply require(List<String> arguments, Path input) {
    Reply reply = ask(arguments, input);
    if (reply.exit != 0) {
      throw wrong(
          "--against: git %s failed: %s".formatted(arguments.getFirst(), reply.words()),
          "Run git fsck, or clone the repository again");
    }
    return reply;
  }

  private Reply ask(List<String> arguments) {
    return ask(arguments, Path.of(""));
  }

  /// @param input the file with git's input; empty for none
  private Reply ask(List<String> arguments, Path input) {
    var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    // In a hook, git sets these variables for the top of the work tree.
    List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
        .forEach(builder.environment()::remove);
    builder.environment().put("GIT_LITERAL_PATHSPECS", "1");
    try {
      Path err = scratch.resolve("err");
      Path in =
          input.toString().isEmpty() ? Files.write(scratch.resolve("in"), new byte[0]) : input;
      Process git = builder.redirectInput(in.toFile()).redirectError(err.toFile()).start();
      byte[] out = git.getInputStream().readAllBytes();
      return new Reply(git.waitFor(), out, Files.readString(err));
    } catch (IOException e) {
      throw new EngineException(
          Failure.of(
              FailureKind.USAGE,
              "--against needs the git program, which cannot be started",
              "Install Git, and add it to the PATH"),
          List.of(),
          null,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static EngineException wrong(String sentence, String hint) {
    return new EngineException(FailureKind.USAGE, sentence, hint);
  }
}

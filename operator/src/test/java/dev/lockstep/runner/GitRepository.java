package dev.lockstep.runner;

import dev.lockstep.testing.ScriptFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A git repository with a folder of scripts.
public record GitRepository(Path top) {
  public static GitRepository in(Path folder) {
    try {
      var repository = new GitRepository(Files.createDirectories(folder.resolve("repository")));
      repository.git("init", "--quiet", "--initial-branch=main");
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ScriptFolder scripts() {
    return ScriptFolder.in(top.resolve("db"));
  }

  public GitRepository with(String name, String text) {
    scripts().with(name, text);
    return this;
  }

  public GitRepository without(String name) {
    scripts().without(name);
    return this;
  }

  public GitRepository renamed(String name, String other) {
    try {
      Files.move(scripts().path().resolve(name), scripts().path().resolve(other));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Commits all files.
  public GitRepository commit() {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message=x");
    return this;
  }

  public GitRepository branch(String name) {
    git("checkout", "--quiet", "-b", name);
    return this;
  }

  public GitRepository checkout(String name) {
    git("checkout", "--quiet", name);
    return this;
  }

  public String git(String... arguments) {
    var command = new ArrayList<>(List.of("git", "-C", top.toString()));
    command.addAll(List.of("-c", "user.name=x", "-c", "user.email=x@example.com"));
    command.addAll(List.of("-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"));
    command.addAll(List.of("-c", "protocol.file.allow=always"));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
      Process git = builder.start();
      String told = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new AssertionError(command + ": " + told);
      }
      return told.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

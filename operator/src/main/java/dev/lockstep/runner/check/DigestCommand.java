package dev.lockstep.runner.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.source.SetDigest;
import dev.lockstep.runner.command.ScriptOptions;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.PathConverter;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// `lockstep digest`.
public final class DigestCommand implements Callable<Integer> {
  /// The name of a ConfigMap before its folder. A folder with a `=` in its own name is written with
  /// a slash: `./a=b`.
  private static final Pattern NAMED =
      Pattern.compile("([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)=(.*)", Pattern.DOTALL);

  private final OutputOptions outputOptions = new OutputOptions();
  private final Console console;
  private List<String> folders = List.of();
  private List<String> ignored = List.of();

  public DigestCommand(Console console) {
    this.console = console;
  }

  /// The result.
  ///
  /// @param scriptsDigest the digest, as in `spec.scripts.digest` and `status.scriptsDigest`
  /// @param configMaps the names of the ConfigMaps
  /// @param files the number of files
  record Answer(
      String scriptsDigest,
      List<String> configMaps,
      int files,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> passedOver) {}

  /// The command's definition for picocli.
  public CommandSpec spec() {
    var model =
        new CommandModel(
            "digest", this, "Prints the digest of a script set, for spec.scripts.digest.");
    model.arguments(
        "DIR",
        value -> folders = value,
        "The folder with the files of a ConfigMap; NAME=DIR if the ConfigMap has another name than the folder. One for each ConfigMap of the set.");
    ScriptOptions.addIgnoreTo(model, value -> ignored = value);
    outputOptions.addTo(model);
    model.footer(
        "",
        "The digest covers the ConfigMap names, the file names and the file contents. Of the resource, only spec.scripts.ignore changes it; placeholders do not.",
        "",
        "Examples:",
        "  lockstep digest orders-migrations=./scripts",
        "  lockstep digest orders-2025=./scripts/2025 orders-2026=./scripts/2026 --output json");
    return model.spec();
  }

  @Override
  public Integer call() {
    try {
      tell(answer());
      return ExitCode.OK.code();
    } catch (EngineException e) {
      return fail(e);
    }
  }

  private int fail(EngineException failure) {
    console.failure(failure);
    return failure.failure().kind().exitCode().code();
  }

  private Answer answer() {
    if (folders.isEmpty()) {
      throw new UsageException("no folder given: name one for each ConfigMap, as DIR or NAME=DIR");
    }
    List<SetDigest.Source> sources = folders.stream().map(DigestCommand::source).toList();
    SetDigest digest = SetDigest.of(sources, ScriptOptions.selection(ignored));
    if (!digest.errors().isEmpty()) {
      throw ScriptOptions.refused(digest.errors());
    }
    return new Answer(
        digest.digest(),
        sources.stream().map(SetDigest.Source::configMap).distinct().toList(),
        digest.files(),
        digest.passedOver());
  }

  private static SetDigest.Source source(String argument) {
    var named = NAMED.matcher(argument);
    return named.matches()
        ? new SetDigest.Source(named.group(1), path(named.group(2)))
        : SetDigest.Source.named(path(argument));
  }

  private static Path path(String text) {
    try {
      return new PathConverter().convert(text);
    } catch (TypeConversionException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// Standard output contains only the digest, for use in a shell.
  private void tell(Answer answer) {
    switch (outputOptions.format()) {
      case JSON -> console.json(answer);
      case TEXT -> {
        console.progress(
            "%d file%s in the ConfigMap%s %s"
                .formatted(
                    answer.files(),
                    answer.files() == 1 ? "" : "s",
                    answer.configMaps().size() == 1 ? "" : "s",
                    String.join(", ", answer.configMaps())));
        console.result(answer.scriptsDigest());
      }
    }
  }
}

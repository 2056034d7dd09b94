package dev.lockstep.demo;

import dev.lockstep.demo.Transcript.Ink;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the script `demo` asks for.
///
/// @param kept the file that takes the exit code when everything is to stay up
record Options(Where where, Ink ink, Optional<Path> kept) {
  /// The cluster that the story happens on.
  enum Where {
    OWN,
    CURRENT
  }

  static Options of(String[] args) {
    List<String> words = Arrays.asList(args);
    return new Options(
        words.contains("--current") ? Where.CURRENT : Where.OWN,
        words.contains("--colour") ? Ink.COLOUR : Ink.PLAIN,
        words.stream()
            .filter(word -> word.startsWith("--kept="))
            .map(word -> Path.of(word.substring("--kept=".length())))
            .findFirst());
  }
}

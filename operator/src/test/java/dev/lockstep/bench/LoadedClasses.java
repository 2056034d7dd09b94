package dev.lockstep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The classes that a JVM has loaded. All of an AOT cache are loaded at the start, needed or not,
/// and each of the others takes many times as long.
///
/// @param archived from the AOT cache, or from the JDK's archive
/// @param others from jars and the JDK's modules, or made at run time
record LoadedClasses(long archived, long others) {

  /// The JVM option that writes them to a file.
  static String option(Path log) {
    return "-Xlog:class+load:file=" + log;
  }

  static LoadedClasses of(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    long archived = lines.stream().filter(line -> line.contains("shared objects file")).count();
    return new LoadedClasses(archived, lines.size() - archived);
  }

  @Override
  public String toString() {
    return "%d classes from the archive, %d others".formatted(archived, others);
  }
}

package dev.lockstep.kube;

import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.ClassArchive;
import java.nio.file.Files;
import java.util.Optional;

/// What a [ProcessNode] runs for the image `lockstep`.
record Program(String classPath, String mainClass) {
  /// The program as the build has assembled it.
  static Program built() {
    var lib = Checkout.target().resolve("lockstep").resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new IllegalStateException(lib + " is missing: run 'mvn process-classes'");
    }
    return new Program(lib + "/*", "dev.lockstep.Main");
  }

  /// An archive of its classes, empty for what consists of more than jars.
  Optional<ClassArchive> archive() {
    return classPath.endsWith("/*") ? Optional.of(ClassArchive.of("runner")) : Optional.empty();
  }
}

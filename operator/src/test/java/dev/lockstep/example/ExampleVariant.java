package dev.lockstep.example;

import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What of the example is applied.
public enum ExampleVariant {
  /// Versions 1 to 4 and the release that needs version 3.
  BASE("base"),
  /// A version 5 that fails and the release that needs it.
  BROKEN("overlays/broken"),
  /// A version 5 that works and the release that needs it.
  FIXED("overlays/fixed");

  private final Path folder;

  ExampleVariant(String folder) {
    this.folder = Checkout.root().resolve("migrations-example").resolve(folder);
  }

  /// The folder as it is checked in, for `kubectl apply -k`.
  public Path folder() {
    return folder;
  }

  /// Writes a kustomization that puts the example into a namespace and points it to a database.
  ///
  /// @param target an existing folder, in which files are replaced
  /// @return the folder, for `kubectl apply -k`
  public Path writeTo(Path target, String namespace, TestDatabase database) {
    try {
      Files.writeString(
          target.resolve("database.env"),
          """
          host=%s
          port=%d
          dbname=%s
          username=%s
          password=%s
          """
              .formatted(
                  database.host(),
                  database.port(),
                  database.name(),
                  database.user(),
                  database.password()));
      Files.writeString(
          target.resolve("kustomization.yaml"),
          """
          namespace: %s
          resources: [%s]
          secretGenerator:
            - name: orders-db
              namespace: shop
              behavior: replace
              envs: [database.env]
              options: {disableNameSuffixHash: true}
          """
              .formatted(namespace, target.toRealPath().relativize(folder.toRealPath())));
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.lockstep.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The CRD as it was before a field came: `spec.workloads`.
public final class OlderCrd {
  static final String NAME = "schemamigrations.lockstep.dev";

  private static final Path FILE = Checkout.root().resolve("crds/" + NAME + ".yaml");
  private static final String FIELDS =
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties";

  private OlderCrd() {}

  /// The whole definition.
  public static String yaml() {
    try {
      JsonNode crd = Serialization.unmarshal(Files.readString(FILE), JsonNode.class);
      ((ObjectNode) crd.at(FIELDS)).remove("workloads");
      return Serialization.asYaml(crd);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

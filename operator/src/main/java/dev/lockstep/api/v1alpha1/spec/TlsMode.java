package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How the connection is secured, with the values of libpq's `sslmode`.
public enum TlsMode {
  @JsonProperty("disable")
  DISABLE("disable"),
  @JsonProperty("allow")
  ALLOW("allow"),
  @JsonProperty("prefer")
  PREFER("prefer"),
  @JsonProperty("require")
  REQUIRE("require"),
  @JsonProperty("verify-ca")
  VERIFY_CA("verify-ca"),
  @JsonProperty("verify-full")
  VERIFY_FULL("verify-full");

  private final String word;

  TlsMode(String word) {
    this.word = word;
  }

  /// The value in the resource and on the command line.
  public String word() {
    return word;
  }
}

package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether password authentication is bound to the TLS connection, with the values of libpq's
/// `channel_binding`.
public enum ChannelBinding {
  @JsonProperty("disable")
  DISABLE("disable"),
  @JsonProperty("prefer")
  PREFER("prefer"),
  @JsonProperty("require")
  REQUIRE("require");

  private final String word;

  ChannelBinding(String word) {
    this.word = word;
  }

  /// The value in the resource and on the command line.
  public String word() {
    return word;
  }
}

package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether a password is bound to the TLS connection, by the words of libpq's `channel_binding`.
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

  /// As in the resource and on the command line.
  public String word() {
    return word;
  }
}

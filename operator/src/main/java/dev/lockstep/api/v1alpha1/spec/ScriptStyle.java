package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The naming style of scripts, and how they are divided.
public enum ScriptStyle {
  /// Detected from the scripts.
  @JsonProperty("Auto")
  AUTO,
  /// `V7__add_x.sql`.
  @JsonProperty("Flyway")
  FLYWAY,
  /// `007_add_x.sql`.
  @JsonProperty("Numbered")
  NUMBERED,
  /// `000007_add_x.up.sql` with `000007_add_x.down.sql`.
  @JsonProperty("UpDown")
  UP_DOWN,
  /// `00007_add_x.sql` with `-- +goose Up` and `-- +goose Down`.
  @JsonProperty("Goose")
  GOOSE,
  /// `20260101_x.sql` with `-- migrate:up` and `-- migrate:down`.
  @JsonProperty("Dbmate")
  DBMATE
}

package dev.lockstep.schema;

/// The naming schemes of scripts that are read. A set has one; two at once are refused.
public enum ScriptStyle {
  /// `V7__add_x.sql`.
  FLYWAY,
  /// `007_add_x.sql`, `007-add-x.sql`.
  NUMBERED,
  /// `000007_add_x.up.sql` with `000007_add_x.down.sql`, as golang-migrate, sqlx and morph have
  /// them.
  UP_DOWN
}

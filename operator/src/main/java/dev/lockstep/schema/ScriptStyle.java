package dev.lockstep.schema;

/// The naming schemes of scripts that are read. A set has one; two at once are refused.
public enum ScriptStyle {
  /// `V7__add_x.sql`.
  FLYWAY("Flyway"),
  /// `007_add_x.sql`, `007-add-x.sql`, undone by `007_add_x.down.sql` or `007_add_x.rollback.sql`.
  NUMBERED("numbered"),
  /// `000007_add_x.up.sql` with `000007_add_x.down.sql`, as golang-migrate, sqlx and morph have
  /// them.
  UP_DOWN("golang-migrate"),
  /// `00007_add_x.sql`, divided by `-- +goose Up` and `-- +goose Down`.
  GOOSE("goose"),
  /// `20260101_x.sql`, divided by `-- migrate:up` and `-- migrate:down`.
  DBMATE("dbmate");

  private final String title;

  ScriptStyle(String title) {
    this.title = title;
  }

  /// The name that users know the style by.
  public String title() {
    return title;
  }
}

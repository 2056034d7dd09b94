package dev.lockstep.schema;

/// The naming schemes of scripts that are read. A set has one; two at once are refused.
public enum ScriptStyle {
  /// `V7__add_x.sql` with `U7__add_x.sql`, `R__view.sql`, `B5__base.sql`, `afterMigrate__x.sql`; or
  /// `7__add_x.sql`, with an empty prefix.
  FLYWAY("Flyway", "V7__add_x.sql"),
  /// `007_add_x.sql`, `007-add-x.sql`, undone by `007_add_x.down.sql` or `007_add_x.rollback.sql`.
  NUMBERED("numbered", "007_add_x.sql"),
  /// `000007_add_x.up.sql` with `000007_add_x.down.sql`, as golang-migrate, sqlx and morph have
  /// them.
  UP_DOWN("golang-migrate", "000007_add_x.up.sql with 000007_add_x.down.sql"),
  /// `00007_add_x.sql`, divided by `-- +goose Up` and `-- +goose Down`.
  GOOSE("goose", "00007_add_x.sql"),
  /// `20260101_x.sql`, divided by `-- migrate:up` and `-- migrate:down`.
  DBMATE("dbmate", "20260101_x.sql");

  private final String title;
  private final String example;

  ScriptStyle(String title, String example) {
    this.title = title;
    this.example = example;
  }

  /// The name that users know the style by.
  public String title() {
    return title;
  }

  /// What its names look like, for people.
  public String example() {
    return example;
  }
}

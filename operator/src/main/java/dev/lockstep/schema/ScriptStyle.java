package dev.lockstep.schema;

/// The naming styles of scripts. A set has one; a set with two is refused.
public enum ScriptStyle {
  /// `V7__add_x.sql` with `U7__add_x.sql`, `R__view.sql`, `B5__base.sql`, `afterMigrate__x.sql`; or
  /// `7__add_x.sql`, with an empty prefix.
  FLYWAY("Flyway", "V7__add_x.sql"),
  /// `007_add_x.sql`, `007-add-x.sql`, undone by `007_add_x.down.sql` or `007_add_x.rollback.sql`.
  NUMBERED("numbered", "007_add_x.sql"),
  /// `000007_add_x.up.sql` with `000007_add_x.down.sql`, as in golang-migrate, sqlx and morph.
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

  /// The name by which users know the style.
  public String title() {
    return title;
  }

  /// An example of the style's names, for messages.
  public String example() {
    return example;
  }
}

package dev.lockstep.schema;

/// A command with options, as a message shows it: `lockstep repair --script V7__add_x.sql
/// --resume-from 3`. It leaves out the options that name the database and the scripts: the user has
/// just given them.
public record CommandLine(String text) {
  /// The same with one more option that takes no value.
  public CommandLine with(Setting flag) {
    return new CommandLine("%s %s".formatted(text, flag.option()));
  }

  /// The same with one more option and its value.
  public CommandLine with(Setting setting, Object value) {
    return new CommandLine("%s %s %s".formatted(text, setting.option(), value));
  }

  @Override
  public String toString() {
    return text;
  }
}

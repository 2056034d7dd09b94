package dev.lockstep.schema;

/// A command of the program that a message advises to run. Its text is what a user types, such as
/// `lockstep migrate`.
public enum Command {
  BASELINE("baseline"),
  CHECK("check"),
  HISTORY("history"),
  LINT("lint"),
  MIGRATE("migrate"),
  REPAIR("repair"),
  ROLLBACK("rollback"),
  TEST_UNDO("test-undo");

  private final String word;

  Command(String word) {
    this.word = word;
  }

  /// The name of the command alone, such as `test-undo`.
  public String word() {
    return word;
  }

  /// The command with an option that takes no value.
  public CommandLine with(Setting flag) {
    return new CommandLine(toString()).with(flag);
  }

  /// The command with an option and its value.
  public CommandLine with(Setting setting, Object value) {
    return new CommandLine(toString()).with(setting, value);
  }

  @Override
  public String toString() {
    return "lockstep " + word;
  }
}

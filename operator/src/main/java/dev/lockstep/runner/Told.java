package dev.lockstep.runner;

import dev.lockstep.schema.ExitCode;

/// An answer that is ready to be told.
///
/// @param json what is printed as JSON
/// @param text what a person reads
record Told(Object json, String text, ExitCode exit) implements AnswerCommand.Answer {
  Told(Object json, String text) {
    this(json, text, ExitCode.OK);
  }
}

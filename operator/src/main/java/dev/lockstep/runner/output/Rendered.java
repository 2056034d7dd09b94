package dev.lockstep.runner.output;

import dev.lockstep.schema.ExitCode;

/// An answer that is already rendered.
///
/// @param json the value that is printed as JSON
/// @param text the text
public record Rendered(Object json, Page text, ExitCode exit) implements Answer {
  public Rendered(Object json, Page text) {
    this(json, text, ExitCode.OK);
  }
}

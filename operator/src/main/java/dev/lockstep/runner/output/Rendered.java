package dev.lockstep.runner.output;

import dev.lockstep.schema.ExitCode;

/// An answer that is ready to be printed.
///
/// @param json what is printed as JSON
/// @param text what a person reads
public record Rendered(Object json, Page text, ExitCode exit) implements Answer {
  public Rendered(Object json, Page text) {
    this(json, text, ExitCode.OK);
  }
}

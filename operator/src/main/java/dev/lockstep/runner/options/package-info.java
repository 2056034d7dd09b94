/// Declares and converts options.
///
/// [CommandModel] is the entry: picocli's model without annotations, which would cost each run more
/// than its work. [Given] and [Origin] store a value and its origin; the converters name an option
/// and its value in their errors. [UsageException] ends a command with exit code 2.
@NullMarked
package dev.lockstep.runner.options;

import org.jspecify.annotations.NullMarked;

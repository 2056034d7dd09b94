/// Finds statements that block traffic, break running releases or lose data, before they run: it
/// reads statements, follows what they make of the schema, and knows which of them wait, scan or
/// rewrite.
///
/// [Lint] is the entry; its answer is the `LintReport` of the room `engine.lint`. The room
/// `command` reads statements, `model` is the schema that they make, and `rule` holds the rules.
/// `Suppressions` are the comments by which a script accepts a finding. Only `runner` may depend on
/// it.
@NullMarked
package dev.lockstep.engine.postgres.lint;

import org.jspecify.annotations.NullMarked;

/// Finds statements that block traffic, break running releases or lose data, before they run: it
/// parses statements, tracks their effect on the schema, and knows which of them wait, scan or
/// rewrite tables.
///
/// [Lint] is the entry; its result is the `LintReport` of the room `engine.lint`. The room
/// `command` parses statements, `model` is the resulting schema, and `rule` contains the rules.
/// `Suppressions` are the comments by which a script accepts findings. Only `runner` may depend on
/// this package.
@NullMarked
package dev.lockstep.engine.postgres.lint;

import org.jspecify.annotations.NullMarked;

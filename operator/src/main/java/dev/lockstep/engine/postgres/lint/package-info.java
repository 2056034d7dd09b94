/// Finds statements that block traffic, break running releases or lose data, before they run: it
/// parses statements, tracks their effect on the schema, and knows which of them wait, scan or
/// rewrite tables.
///
/// [PostgresLinter] is the entry, and [PostgresDatabaseLinter] the same with a connection: [Lint]
/// does the work for both, and returns the `LintReport` of the room `engine.lint`. The room
/// `command` parses statements, `model` is the schema that they build, and `rule` contains the
/// rules. `SuppressionReader` finds the comments with which a script accepts a finding.
@NullMarked
package dev.lockstep.engine.postgres.lint;

import org.jspecify.annotations.NullMarked;

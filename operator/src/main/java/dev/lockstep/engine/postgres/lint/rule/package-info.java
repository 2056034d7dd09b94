/// The rules of lint for PostgreSQL.
///
/// [RuleGroups] is the entry: the list of all rules, in groups, with one class for each
/// [RuleGroup]. A rule examines a statement through a [RuleContext], which contains the schema and
/// the script, and adds its findings to the [FindingCollector]. `LintSettings` determine which
/// rules are enabled, and [ScriptIndex] finds other statements of the script. The types for rules
/// and findings are in the room `engine.lint`.
@NullMarked
package dev.lockstep.engine.postgres.lint.rule;

import org.jspecify.annotations.NullMarked;

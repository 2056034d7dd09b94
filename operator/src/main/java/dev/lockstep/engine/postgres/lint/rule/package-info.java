/// The rules of lint for PostgreSQL.
///
/// [Rules] is the entry: the list of them in groups, one class for each [RuleGroup]. A rule looks
/// at a statement through a [RuleContext], the schema and the script around it, and adds to the
/// [FindingCollector]. [LintSettings] say which rules hold, and [ScriptIndex] answers what a script
/// does elsewhere. What a rule and a finding are is said in the room `engine.lint`.
@NullMarked
package dev.lockstep.engine.postgres.lint.rule;

import org.jspecify.annotations.NullMarked;

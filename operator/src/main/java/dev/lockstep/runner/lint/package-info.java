/// `lint`: the command line of `engine.postgres.lint`.
///
/// [LintCommand] is the entry; `LintOptions` are its options. `LintAnswer` is its text and its
/// JSON, `SarifLog` the form that code hosts read, and `LintRules` the list of rules that `--rules`
/// prints.
@NullMarked
package dev.lockstep.runner.lint;

import org.jspecify.annotations.NullMarked;

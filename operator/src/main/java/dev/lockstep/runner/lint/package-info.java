/// `lint`: the command line of `engine.lint`.
///
/// [LintCommand] is the entry; `LintOptions` are its options. `LintAnswer` is the result as text
/// and JSON, `SarifLog` the same findings in the format that code hosts read, and `LintRules` the
/// list of rules that the option `--rules` prints.
@NullMarked
package dev.lockstep.runner.lint;

import org.jspecify.annotations.NullMarked;

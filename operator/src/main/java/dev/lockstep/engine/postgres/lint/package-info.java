/// Warns of what a script would do to a database at work, before it does: it reads statements,
/// follows what they make of the schema, and knows which of them wait, scan or rewrite. [Lint] is
/// its entry; only `runner` may depend on it.
@NullMarked
package dev.lockstep.engine.postgres.lint;

import org.jspecify.annotations.NullMarked;

/// What PostgreSQL alone has: its lexical structure, sessions, locks, history tables, error codes.
/// Only `engine` and `runner` may depend on it.
@NullMarked
package dev.lockstep.engine.postgres;

import org.jspecify.annotations.NullMarked;

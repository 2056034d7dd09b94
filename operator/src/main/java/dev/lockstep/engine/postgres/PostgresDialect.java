package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.ScriptReview;
import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.postgres.lint.PostgresLinter;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Fingerprint;
import java.util.Optional;

/// PostgreSQL, as far as it is known without a connection.
public final class PostgresDialect implements Dialect {
  @Override
  public Fingerprint fingerprint() {
    return new SqlFingerprint();
  }

  @Override
  public DeclarativeScripts declarations() {
    return new PostgresDeclarations();
  }

  @Override
  public ScriptReview review(String schema) {
    return new PostgresReview(StandardStrings.ON, Optional.empty(), schema);
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public Optional<Linter> linter() {
    return Optional.of(new PostgresLinter());
  }
}

package dev.lockstep.engine.source;

import java.util.ArrayList;
import java.util.List;

/// A changeset of Liquibase's formatted SQL.
public final class LiquibaseChangeset {
  private final String author;
  private final String id;
  private final int line;
  private final List<LiquibaseAttribute> attributes = new ArrayList<>();

  LiquibaseChangeset(String author, String id, int line) {
    this.author = author;
    this.id = id;
    this.line = line;
  }

  void add(LiquibaseAttribute attribute) {
    attributes.add(attribute);
  }

  /// What Liquibase's history knows it by, beside the file.
  public String key() {
    return author + ":" + id;
  }

  /// Where it begins.
  public int line() {
    return line;
  }

  /// Whether Liquibase would never run it on PostgreSQL, so that no history has it.
  public boolean isForOthers() {
    return attributes.stream().anyMatch(LiquibaseAttribute::excludesPostgres);
  }

  /// The attribute by which Liquibase may have left it out in one database and not in another;
  /// empty when there is none.
  public String condition() {
    return attributes.stream()
        .filter(LiquibaseAttribute::isCondition)
        .map(LiquibaseAttribute::shown)
        .findFirst()
        .orElse("");
  }

  boolean refusesTransaction() {
    return attributes.stream().anyMatch(LiquibaseAttribute::refusesTransaction);
  }
}

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

  /// The author and the id, which identify the changeset within its file in Liquibase's history.
  public String key() {
    return author + ":" + id;
  }

  /// The line on which the changeset begins.
  public int line() {
    return line;
  }

  /// Whether Liquibase never runs the changeset on PostgreSQL, so that no history contains it.
  public boolean isForOthers() {
    return attributes.stream().anyMatch(LiquibaseAttribute::excludesPostgres);
  }

  /// The attribute because of which Liquibase may have skipped the changeset in some databases;
  /// empty if there is none.
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

package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.lint.HeldLock;

/// The table-level lock modes of PostgreSQL's chapter "Explicit Locking", the weakest first.
public enum TableLock implements HeldLock {
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /// The name in SQL, such as `ACCESS EXCLUSIVE`.
  @Override
  public String title() {
    return name().replace('_', ' ');
  }

  /// The operations of other sessions that the lock blocks.
  @Override
  public String blocks() {
    return switch (this) {
      case ACCESS_EXCLUSIVE -> "reads and writes";
      case EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE -> "writes";
      case SHARE_UPDATE_EXCLUSIVE -> "VACUUM and other schema changes";
      case ROW_EXCLUSIVE -> "changes of the same rows and schema changes";
      case ROW_SHARE, ACCESS_SHARE -> "schema changes";
    };
  }

  /// The lock that `pg_locks.mode` names, such as `AccessExclusiveLock`.
  ///
  /// @throws IllegalArgumentException if the mode is not a table lock
  public static TableLock ofCatalog(String mode) {
    for (TableLock lock : values()) {
      if (mode.equalsIgnoreCase(lock.name().replace("_", "") + "Lock")) {
        return lock;
      }
    }
    throw new IllegalArgumentException("not a table lock: " + mode);
  }

  TableLock or(TableLock other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

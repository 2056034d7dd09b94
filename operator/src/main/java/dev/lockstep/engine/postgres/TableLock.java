package dev.lockstep.engine.postgres;

/// The table locks of PostgreSQL's chapter "Explicit Locking", the weakest first.
public enum TableLock {
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /// The name in SQL, such as `ACCESS EXCLUSIVE`.
  public String title() {
    return name().replace('_', ' ');
  }

  /// The lock that `pg_locks.mode` names, such as `AccessExclusiveLock`.
  ///
  /// @throws IllegalArgumentException for what is no lock on a table
  static TableLock ofCatalog(String mode) {
    for (TableLock lock : values()) {
      if (mode.equalsIgnoreCase(lock.name().replace("_", "") + "Lock")) {
        return lock;
      }
    }
    throw new IllegalArgumentException("no lock on a table: " + mode);
  }

  TableLock or(TableLock other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

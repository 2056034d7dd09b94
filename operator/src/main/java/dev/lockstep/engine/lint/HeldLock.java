package dev.lockstep.engine.lint;

/// A lock mode of a database.
public interface HeldLock {
  /// The name in SQL, such as `ACCESS EXCLUSIVE`.
  String title();

  /// The operations of other sessions that the lock blocks, such as `writes`.
  String blocks();
}

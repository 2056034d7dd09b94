package dev.lockstep.engine.lint;

/// A lock of a database that others wait for.
public interface HeldLock {
  /// The name in SQL, such as `ACCESS EXCLUSIVE`.
  String title();

  /// What others cannot do while it is held, such as `writes`.
  String blocks();
}

package dev.lockstep.testing;

/// The PostgreSQL releases that tests run on, oldest first; the build copies the binaries of
/// exactly these beside the test classes.
public enum PostgresVersion {
  V14("14.24.0"),
  V15("15.18.0"),
  V16("16.14.0"),
  V17("17.10.0"),
  V18("18.6.0");

  private final String release;

  PostgresVersion(String release) {
    this.release = release;
  }

  /// The newest release, for tests that need only one.
  public static PostgresVersion newest() {
    return values()[values().length - 1];
  }

  /// The version of the artifact that holds the binaries.
  public String release() {
    return release;
  }
}

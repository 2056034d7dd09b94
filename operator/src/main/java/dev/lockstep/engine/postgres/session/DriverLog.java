package dev.lockstep.engine.postgres.session;

import java.util.logging.Level;
import java.util.logging.Logger;

/// The log of the driver, which is off: it repeats errors that are reported, and contains host
/// names and statements. It is turned off where the driver is first used, because the JDK opens
/// every jar to begin logging.
final class DriverLog {
  // A strong reference: the JDK's logging loses the level of a logger that is garbage collected.
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private DriverLog() {}

  static void turnOff() {
    DRIVER.setLevel(Level.OFF);
  }
}

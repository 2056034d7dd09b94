package dev.lockstep.engine.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The keys of the two advisory locks of a schema.
///
/// @param run held by the idle lock session for as long as a run lasts
/// @param work held by the session that runs scripts, and so for as long as the server still works
///   for a runner that is gone
record LockKeys(long run, long work) {
  static LockKeys of(String schemaName) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("lockstep:" + schemaName).getBytes(StandardCharsets.UTF_8));
      ByteBuffer bytes = ByteBuffer.wrap(digest);
      return new LockKeys(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

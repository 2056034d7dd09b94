package dev.lockstep.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, which every Java platform implements.
public final class Sha256 {
  private Sha256() {}

  /// Returns a new digest, to be updated piece by piece.
  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /// Returns the 32 bytes of the digest of a text in UTF-8.
  public static byte[] of(String text) {
    return create().digest(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.lockstep.engine.script;

import dev.lockstep.schema.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The checksum of a script: SHA-256 over its text in UTF-8, with every line end (CRLF, CR) as LF,
/// without a byte order mark, and otherwise unchanged. Line breaks are included, because a moved
/// one can turn a comment into live SQL.
public final class Checksum {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Checksum() {}

  /// The checksum of a text, in hexadecimal digits.
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The checksum of a file's bytes whose SHA-256 is known: almost every file is already in the
  /// form that the checksum is defined on.
  ///
  /// @param digest the SHA-256 of the bytes as they are, in hexadecimal digits
  public static String of(byte[] bytes, String digest) {
    return startsWithMark(bytes) || hasReturn(bytes) ? of(bytes) : digest;
  }

  private static boolean hasReturn(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\r') {
        return true;
      }
    }
    return false;
  }

  /// The checksum of a file's bytes, in hexadecimal digits.
  public static String of(byte[] bytes) {
    MessageDigest sha256 = Sha256.create();
    int from = startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\r') {
        sha256.update(bytes, from, i - from);
        sha256.update((byte) '\n');
        if (i + 1 < bytes.length && bytes[i + 1] == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
    sha256.update(bytes, from, bytes.length - from);
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && bytes[0] == BYTE_ORDER_MARK[0]
        && bytes[1] == BYTE_ORDER_MARK[1]
        && bytes[2] == BYTE_ORDER_MARK[2];
  }
}

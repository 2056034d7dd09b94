package dev.lockstep.engine.script;

import dev.lockstep.schema.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Computes the checksum of a text that is added in parts and never held as a whole; the result is
/// the same as that of [Checksum].
public final class TextDigest {
  private static final int BUFFERED = 4096;

  private final MessageDigest sha256 = Sha256.create();
  private final StringBuilder buffer = new StringBuilder(BUFFERED + 1);
  private boolean afterReturn;

  /// Adds a part of a text.
  public void add(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      add(text.charAt(i));
    }
  }

  /// Adds a character; a line end of any kind counts as a line feed.
  public void add(char c) {
    if (c == '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = c == '\r';
    buffer.append(afterReturn ? '\n' : c);
    // The two halves of a surrogate pair must be encoded together.
    if (buffer.length() >= BUFFERED && !Character.isHighSurrogate(c)) {
      flush();
    }
  }

  /// The checksum of everything added so far, in hexadecimal digits.
  public String digits() {
    flush();
    return HexFormat.of().formatHex(sha256.digest());
  }

  private void flush() {
    sha256.update(buffer.toString().getBytes(StandardCharsets.UTF_8));
    buffer.setLength(0);
  }
}

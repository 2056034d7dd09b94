package dev.lockstep.runner.options;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-decodes the parts of a URL. Messages do not quote a part, which may be a password.
public record Percent(Origin origin) {
  private static final int DIGITS = 2;

  /// The decoded part.
  public String decoded(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < part.length(); ) {
      int next = part.indexOf('%', i);
      int end = next < 0 ? part.length() : next;
      bytes.writeBytes(part.substring(i, end).getBytes(StandardCharsets.UTF_8));
      i = end;
      if (next >= 0) {
        bytes.write(value(part, next));
        i = next + 1 + DIGITS;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw origin.wrong(
          "the percent-encoding of the URL is not valid UTF-8: encode the UTF-8 bytes of each character");
    }
  }

  private int value(String part, int percent) {
    int end = percent + 1 + DIGITS;
    if (end > part.length() || !areDigits(part, percent + 1, end)) {
      throw origin.wrong(
          "the URL has a '%' that is not followed by two hexadecimal digits: write % as %25, or pass user and password separately");
    }
    int value = HexFormat.fromHexDigits(part, percent + 1, end);
    if (value == 0) {
      throw origin.wrong("the URL contains a NUL (%00): remove it");
    }
    return value;
  }

  private static boolean areDigits(String part, int start, int end) {
    return part.substring(start, end).chars().allMatch(HexFormat::isHexDigit);
  }
}

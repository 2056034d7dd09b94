package dev.lockstep.engine.source;

import dev.lockstep.engine.script.Checksum;
import dev.lockstep.schema.PackedName;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// A file of a set, decoded.
///
/// @param folder the ConfigMap, or folder, of the file
/// @param storedName the name of the file there
/// @param name the name of the file after decompression
/// @param text the text, without a byte order mark
/// @param checksum see [Checksum]
record ScriptFile(String folder, String storedName, String name, String text, String checksum) {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// Thrown if the bytes are not text that PostgreSQL accepts.
  static final class NotTextException extends Exception {
    private static final long serialVersionUID = 1L;

    NotTextException(String sentence) {
      super(sentence);
    }
  }

  /// @param bytes the content of the file after decompression
  /// @param digest the SHA-256 of these bytes
  static ScriptFile decode(String folder, String storedName, byte[] bytes, String digest)
      throws NotTextException {
    refuseUtf16(bytes);
    var text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseWrongBytes(bytes);
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      int offset = text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length;
      throw new NotTextException(
          "byte %d (line %d) is NUL, which SQL text cannot contain: save the file as UTF-8"
              .formatted(offset, lineOf(bytes, offset)));
    }
    String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return new ScriptFile(
        folder, storedName, PackedName.unpacked(storedName), bare, Checksum.of(bytes, digest));
  }

  /// Checked first, because in UTF-8 every second byte of such a file would be NUL or invalid.
  private static void refuseUtf16(byte[] bytes) throws NotTextException {
    boolean marked = startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF);
    boolean unmarked =
        bytes.length > 3
            && (bytes[0] == 0 ^ bytes[1] == 0)
            && (bytes[0] == 0) == (bytes[2] == 0)
            && (bytes[1] == 0) == (bytes[3] == 0);
    if (marked || unmarked) {
      throw new NotTextException("the file is UTF-16: save the file as UTF-8");
    }
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length > 1 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  private static void refuseWrongBytes(byte[] bytes) throws NotTextException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var input = ByteBuffer.wrap(bytes);
    var output = CharBuffer.allocate(8192);
    CoderResult result = decoder.decode(input, output, true);
    while (result.isOverflow()) {
      output.clear();
      result = decoder.decode(input, output, true);
    }
    if (result.isError()) {
      int offset = input.position();
      throw new NotTextException(
          "byte %d (line %d) is 0x%02X, which is not UTF-8: save the file as UTF-8"
              .formatted(offset, lineOf(bytes, offset), bytes[offset] & 0xFF));
    }
  }

  private static int lineOf(byte[] bytes, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}

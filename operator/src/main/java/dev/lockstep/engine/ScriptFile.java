package dev.lockstep.engine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// A file of a set, decoded.
///
/// @param folder the ConfigMap, or folder, that it comes from
/// @param name the file's name
/// @param text its text, without a byte order mark
/// @param checksum see [Checksum]
record ScriptFile(String folder, String name, String text, String checksum) {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// The bytes are not text that PostgreSQL would take.
  static final class NotTextException extends Exception {
    private static final long serialVersionUID = 1L;

    NotTextException(String sentence) {
      super(sentence);
    }
  }

  static ScriptFile decode(String folder, String name, byte[] bytes) throws NotTextException {
    var text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseWrongBytes(bytes);
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      int offset = text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length;
      throw new NotTextException(
          "byte %d (line %d) is NUL, which no SQL text can hold: save the file as UTF-8"
              .formatted(offset, lineOf(bytes, offset)));
    }
    String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return new ScriptFile(folder, name, bare, Checksum.of(bytes));
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

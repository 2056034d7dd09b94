package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Decompresses the files of a set that are compressed with gzip, as in the `binaryData` of a
/// ConfigMap. A file of a kilobyte can contain a gigabyte, hence the limit on their total size.
final class Gunzip {
  private static final int CHUNK = 65_536;

  private final MemoryBudget share;

  /// @param share the limit for all decompressed files of the set
  Gunzip(MemoryBudget share) {
    this.share = share;
  }

  /// Whether bytes begin with gzip's magic number; no UTF-8 text does.
  static boolean isPacked(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
  }

  byte[] unpack(byte[] packed) throws ScriptFile.NotTextException {
    var plain = new ByteArrayOutputStream(CHUNK);
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed), CHUNK)) {
      var chunk = new byte[CHUNK];
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        if (!share.takes(read)) {
          throw new ScriptFile.NotTextException(
              share.refusal("with this file, the uncompressed set is larger than"));
        }
        plain.write(chunk, 0, read);
      }
    } catch (IOException _) {
      throw new ScriptFile.NotTextException(
          "its gzip data are truncated or damaged: compress the file again");
    }
    return plain.toByteArray();
  }
}

package dev.lockstep.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Unpacks the files of a set that are packed with gzip, as the `binaryData` of a ConfigMap may be.
/// A file of a kilobyte can hold a gigabyte, hence the bound on all of them together.
final class Unpacking {
  private static final int CHUNK = 65_536;

  private final long limit;
  private long unpacked;

  /// @param limit how many bytes the files of the set may have together, unpacked
  Unpacking(long limit) {
    this.limit = limit;
  }

  /// Whether bytes begin as gzip's do; no text in UTF-8 does.
  static boolean isPacked(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
  }

  byte[] unpack(byte[] packed) throws ScriptFile.NotTextException {
    var plain = new ByteArrayOutputStream(CHUNK);
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed), CHUNK)) {
      var chunk = new byte[CHUNK];
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        unpacked += read;
        if (unpacked > limit) {
          throw new ScriptFile.NotTextException(
              "with it the set has more than %d MiB when it is unpacked: take out what is no script, or make several sets of it"
                  .formatted(limit >> 20));
        }
        plain.write(chunk, 0, read);
      }
    } catch (IOException _) {
      throw new ScriptFile.NotTextException(
          "its gzip data are cut off or damaged: pack the file again");
    }
    return plain.toByteArray();
  }
}

package dev.lockstep.schema;

/// The name of a file that may be packed with gzip.
public final class PackedName {
  private static final String SUFFIX = ".gz";

  private PackedName() {}

  /// Whether a name says that its file is packed.
  public static boolean isPacked(String fileName) {
    return fileName.endsWith(SUFFIX);
  }

  /// The name that the file has when it is unpacked: what the history knows the script by.
  public static String unpacked(String fileName) {
    return isPacked(fileName)
        ? fileName.substring(0, fileName.length() - SUFFIX.length())
        : fileName;
  }
}

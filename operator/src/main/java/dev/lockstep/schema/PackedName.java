package dev.lockstep.schema;

/// The name of a file that may be packed with gzip.
public final class PackedName {
  private static final String SUFFIX = ".gz";

  private PackedName() {}

  /// Returns whether the name is that of a packed file.
  public static boolean isPacked(String fileName) {
    return fileName.endsWith(SUFFIX);
  }

  /// Returns the name of the unpacked file, under which the history records the script.
  public static String unpacked(String fileName) {
    return isPacked(fileName)
        ? fileName.substring(0, fileName.length() - SUFFIX.length())
        : fileName;
  }
}

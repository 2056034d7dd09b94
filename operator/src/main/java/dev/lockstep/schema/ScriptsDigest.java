package dev.lockstep.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The digest of a script set. The operator computes it from ConfigMaps and the runner from mounted
/// folders, so a runner can detect that its scripts are not those for which its Job was created.
///
/// It covers ConfigMap names, file names and contents, sorted by name.
public final class ScriptsDigest {
  private static final String PREFIX = "sha256:";

  private ScriptsDigest() {}

  /// Returns the digest of one file's bytes, in hexadecimal digits.
  public static String ofBytes(byte[] bytes) {
    return ofBytes(bytes, Sha256.create());
  }

  /// Returns the digest of one file's bytes.
  ///
  /// @param sha256 an unused or reset [Sha256], which is reset again; to create one takes longer
  ///   than to read a small file
  public static String ofBytes(byte[] bytes, MessageDigest sha256) {
    return HexFormat.of().formatHex(sha256.digest(bytes));
  }

  /// Returns the digest of a set.
  ///
  /// @param files the digest of each file by its name, for each ConfigMap (for the runner: the last
  ///   part of the folder's path)
  public static String of(Map<String, Map<String, String>> files) {
    MessageDigest sha256 = Sha256.create();
    new TreeMap<>(files)
        .forEach(
            (source, digests) ->
                new TreeMap<>(digests)
                    .forEach(
                        (file, digest) ->
                            sha256.update(
                                (source + "/" + file + "\0" + digest + "\n")
                                    .getBytes(StandardCharsets.UTF_8))));
    return PREFIX + HexFormat.of().formatHex(sha256.digest());
  }
}

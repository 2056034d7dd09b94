package dev.lockstep.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The digest of a whole set of scripts, as the operator computes it from ConfigMaps and the runner
/// from mounted folders, so that a runner can tell that it was given other scripts than its Job was
/// made for.
///
/// It covers ConfigMap names, file names and contents, in an order of its own.
public final class ScriptsDigest {
  private static final String PREFIX = "sha256:";

  private ScriptsDigest() {}

  /// The digest of one file's bytes, in hexadecimal digits.
  public static String ofBytes(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.create().digest(bytes));
  }

  /// The digest of a set.
  ///
  /// @param files for each ConfigMap (for the runner: the last part of the folder's path) the
  ///   digest of each file
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

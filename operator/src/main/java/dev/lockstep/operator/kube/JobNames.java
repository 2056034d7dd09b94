package dev.lockstep.operator.kube;

import dev.lockstep.schema.ScriptsDigest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The names of Jobs: the first 52 characters of the resource's name, and ten digits of a digest of
/// its UID, the inputs, and the attempt or the time of the verification. The same attempt always
/// has the same name, so a second operator cannot create a second Job for it.
public final class JobNames {
  private static final int NAME_LENGTH = 52;
  private static final int DIGITS = 10;

  private JobNames() {}

  /// Returns the name of the Job of an attempt.
  ///
  /// @param name the resource's name
  /// @param uid the resource's UID
  public static String migrate(String name, String uid, String inputs, int attempt) {
    return name(name, uid, inputs + "/" + attempt);
  }

  /// Returns the name of the Job of a verification.
  ///
  /// @param name the resource's name
  /// @param uid the resource's UID
  public static String verify(String name, String uid, String inputs, Instant due) {
    return name(name, uid, inputs + "/verify/" + due.toEpochMilli());
  }

  private static String name(String name, String uid, String what) {
    String digest = ScriptsDigest.ofBytes((uid + "/" + what).getBytes(StandardCharsets.UTF_8));
    String head = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
    return head.replace('.', '-') + "-" + digest.substring(0, DIGITS);
  }
}

package dev.lockstep.operator.migration;

import dev.lockstep.operator.migration.Observation.Identity;
import dev.lockstep.schema.ScriptsDigest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The names of Jobs: the first 52 characters of the resource's name, and ten digits of a digest of
/// what the Job is made for. The same attempt has the same name, so that a second operator cannot
/// make a second Job of it.
final class RunNames {
  private static final int NAME_LENGTH = 52;
  private static final int DIGITS = 10;

  private RunNames() {}

  static String migrate(Identity identity, String inputs, int attempt) {
    return name(identity, inputs + "/" + attempt);
  }

  static String verify(Identity identity, String inputs, Instant due) {
    return name(identity, inputs + "/verify/" + due.toEpochMilli());
  }

  private static String name(Identity identity, String what) {
    String digest =
        ScriptsDigest.ofBytes((identity.uid() + "/" + what).getBytes(StandardCharsets.UTF_8));
    String name = identity.name();
    String head = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name;
    return head.replace('.', '-') + "-" + digest.substring(0, DIGITS);
  }
}

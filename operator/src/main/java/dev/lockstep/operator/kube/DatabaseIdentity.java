package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.spec.DatabaseSpec;
import dev.lockstep.api.v1alpha1.spec.SecretKeys;
import dev.lockstep.api.v1alpha1.spec.ValueFrom;
import dev.lockstep.schema.ScriptsDigest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The identity of the database and schema that a spec names: a digest of host, port, name, schema
/// and the names of Secrets. It does not cover the contents of Secrets, which the operator cannot
/// read. A version that was read from one identity does not hold for another.
public final class DatabaseIdentity {
  /// The suffix of the identity in a status whose version is not certain. A reader that does not
  /// know `possibleVersions`, and an API server that drops the field because its CRD is older, then
  /// take the version for that of another database, so no gate opens by it.
  private static final String UNCERTAIN = ":uncertain";

  private DatabaseIdentity() {}

  /// Returns the identity as a status records it if the version is not certain.
  public static String uncertain(String identity) {
    return identity + UNCERTAIN;
  }

  /// Returns whether the identity in a status marks the version as not certain.
  public static boolean isUncertain(String recorded) {
    return recorded.endsWith(UNCERTAIN);
  }

  /// Returns the identity in a status, without that mark.
  public static String read(String recorded) {
    return isUncertain(recorded)
        ? recorded.substring(0, recorded.length() - UNCERTAIN.length())
        : recorded;
  }

  /// Returns the identity of the database that a spec names now.
  public static String of(DatabaseSpec database) {
    String text =
        Stream.of(
                database.secretRef() == null ? null : database.secretRef().name(),
                keys(database.keys()),
                database.host(),
                database.port(),
                database.name(),
                secret(database.userFrom()),
                database.schema())
            .map(part -> Objects.toString(part, ""))
            .collect(Collectors.joining("\0"));
    return "sha256:" + ScriptsDigest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Lists only the keys that are renamed, so that a key that becomes configurable in a later
  /// version does not change the identity of a spec without it.
  private static @Nullable String keys(@Nullable SecretKeys keys) {
    if (keys == null) {
      return null;
    }
    var renamed = new TreeMap<String, @Nullable String>();
    renamed.put("uri", keys.uri());
    renamed.put("jdbcUri", keys.jdbcUri());
    renamed.put("host", keys.host());
    renamed.put("port", keys.port());
    renamed.put("dbname", keys.dbname());
    renamed.put("username", keys.username());
    renamed.put("password", keys.password());
    renamed.values().removeIf(Objects::isNull);
    return renamed.toString();
  }

  private static @Nullable String secret(@Nullable ValueFrom from) {
    return from == null ? null : from.secretKeyRef().name();
  }
}

package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.DatabaseSpec;
import dev.lockstep.api.v1alpha1.SecretKeys;
import dev.lockstep.api.v1alpha1.ValueFrom;
import dev.lockstep.schema.ScriptsDigest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which database and schema a spec names, as a digest: of host, port, name, schema and the names
/// of Secrets, never of what is in them, which the operator cannot read. A version that was read
/// from one identity says nothing about another.
public final class DatabaseIdentity {
  private DatabaseIdentity() {}

  /// The identity that a spec names now.
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

  /// The renamed keys alone, so that a key that a later version can rename changes no identity.
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

package dev.lockstep.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A digest over the texts of a script's statements, their COPY data included, and not over what
/// lies between them: how one sees that those which are done were not edited since.
final class StatementDigest {
  private StatementDigest() {}

  static String of(SqlStatement statement) {
    return of(List.of(statement));
  }

  static String of(List<SqlStatement> statements) {
    MessageDigest digest = sha256();
    statements.forEach(statement -> add(digest, statement));
    return text(digest);
  }

  /// One more statement than the digest has so far.
  static void add(MessageDigest digest, SqlStatement statement) {
    CopyData data = statement.copyData();
    add(digest, statement.sql());
    add(digest, data == null ? "" : data.text());
  }

  /// What the digest is so far.
  static String text(MessageDigest digest) {
    try {
      byte[] bytes = ((MessageDigest) digest.clone()).digest();
      return "sha256:" + HexFormat.of().formatHex(bytes);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("SHA-256 of every Java platform can be cloned", e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}

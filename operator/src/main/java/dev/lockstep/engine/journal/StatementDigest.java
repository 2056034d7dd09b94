package dev.lockstep.engine.journal;

import dev.lockstep.schema.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// A digest over the text of a script's statements, including their data, but not over the text
/// between them. It detects that statements which already ran were edited since.
final class StatementDigest {
  private StatementDigest() {}

  static String of(StatementText statement) {
    return of(List.of(statement));
  }

  static String of(List<? extends StatementText> statements) {
    MessageDigest digest = Sha256.create();
    statements.forEach(statement -> add(digest, statement));
    return text(digest);
  }

  /// Adds a statement to a digest.
  static void add(MessageDigest digest, StatementText statement) {
    add(digest, statement.sql());
    add(digest, statement.data());
  }

  /// The current value of a digest, to which statements can still be added.
  static String text(MessageDigest digest) {
    try {
      byte[] bytes = ((MessageDigest) digest.clone()).digest();
      return "sha256:" + HexFormat.of().formatHex(bytes);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("SHA-256 of every Java platform can be cloned", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}

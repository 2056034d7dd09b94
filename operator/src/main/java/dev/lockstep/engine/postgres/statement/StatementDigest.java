package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.schema.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// A digest over the text of a script's statements, including their COPY data, but not over the
/// text between them. It detects that statements which already ran were edited since.
public final class StatementDigest {
  private StatementDigest() {}

  public static String of(SqlStatement statement) {
    return of(List.of(statement));
  }

  public static String of(List<SqlStatement> statements) {
    MessageDigest digest = Sha256.create();
    statements.forEach(statement -> add(digest, statement));
    return text(digest);
  }

  /// Adds a statement to a digest.
  public static void add(MessageDigest digest, SqlStatement statement) {
    CopyData data = statement.copyData();
    add(digest, statement.sql());
    add(digest, data == null ? "" : data.text());
  }

  /// The current value of a digest, to which statements can still be added.
  public static String text(MessageDigest digest) {
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

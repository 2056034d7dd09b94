package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.CopyData;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.SqlSyntaxException;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TextSpan;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.script.Checksum;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.TextDigest;
import java.util.List;

/// A fingerprint of a script's tokens, each on a line of its own, without comments and the white
/// space between them. The content of strings and COPY data is included, except for the kind of its
/// line ends. A text that cannot be split into statements has the checksum of the whole text.
public final class SqlFingerprint implements Fingerprint {
  @Override
  public String of(String text) {
    try {
      return ofTokens(text);
    } catch (SqlSyntaxException | SqlScanner.Unclosed _) {
      return Checksum.of(text);
    }
  }

  /// The fingerprint of a text that was already split into statements.
  ///
  /// @param statements all statements of the text
  /// @param strings the value of `standard_conforming_strings` with which they were split
  public String of(String text, List<SqlStatement> statements, StandardStrings strings) {
    if (strings != StandardStrings.ON) {
      return of(text);
    }
    try {
      var digest = new TextDigest();
      statements.forEach(statement -> add(digest, text, statement));
      return digest.digits();
    } catch (SqlScanner.Unclosed _) {
      return Checksum.of(text);
    }
  }

  private static String ofTokens(String text) {
    var digest = new TextDigest();
    var lexer = new SqlLexer(text, StandardStrings.ON);
    for (SqlStatement next = lexer.next(); next != null; next = lexer.next()) {
      add(digest, text, next);
    }
    return digest.digits();
  }

  private static void add(TextDigest digest, String text, SqlStatement statement) {
    addTokens(digest, statement.piece());
    CopyData data = statement.copyData();
    if (data != null) {
      digest.add(text, data.start(), data.end());
    }
    digest.add(';');
    digest.add('\n');
  }

  private static void addTokens(TextDigest digest, TextSpan piece) {
    var scanner = new SqlScanner(piece.script(), StandardStrings.ON);
    scanner.moveTo(piece.start(), piece.end());
    for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
      if (token != TokenKind.SPACE && token != TokenKind.COMMENT) {
        digest.add(piece.script(), scanner.start(), scanner.end());
        digest.add('\n');
      }
    }
  }
}

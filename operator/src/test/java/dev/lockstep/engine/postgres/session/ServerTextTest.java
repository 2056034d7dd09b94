package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

@DisplayName("B10: what the server quotes is cut unless it is the name of an object")
final class ServerTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "22P02 | invalid input syntax for type bigint: \"123-45 Jane\" | invalid input syntax for type bigint: \"…\"",
        "22P02 | invalid input value for enum mood: \"he said \"x\" y\" | invalid input value for enum mood: \"…\"",
        "22P02 | Eingabesyntax für Typ bigint ist ungültig: »123 Jane« | Eingabesyntax für Typ bigint ist ungültig: »…«",
        "22P02 | syntaxe en entrée invalide : « 123 Jane » | syntaxe en entrée invalide : «…»",
        "22P02 | sintaxis no válida: «123 \"Jane\"» | sintaxis no válida: «…»",
        "22P02 | 无效的类型 bigint 输入语法: “Jane” | 无效的类型 bigint 输入语法: “…”",
        "22P02 | \"Jane | \"…",
        "22023 | invalid value for parameter \"x\": \"s3cret\" | invalid value for parameter \"…\"",
        "22001 | value too long for type character varying(3) | value too long for type character varying(3)",
        "22P04 | missing data for column \"b\" | missing data for column \"b\"",
        "22P04 | column name mismatch in header line field 1: got \"Jane\", expected \"b\" | column name mismatch in header line field 1: got \"…\"",
        "42601 | syntax error at or near \"s3cretPW\" | syntax error at or near \"…\"",
        "42601 | syntax error at or near \")\" | syntax error at or near \")\"",
        "42622 | identifier \"s3cret\" will be truncated | identifier \"…\" will be truncated",
        "42703 | column \"x\" does not exist | column \"x\" does not exist",
        "42P01 | relation \"t\" does not exist | relation \"t\" does not exist",
        "42P07 | relation \"t\" already exists, skipping | relation \"t\" already exists, skipping",
        "23502 | null value in column \"a\" of relation \"t\" violates not-null constraint | null value in column \"a\" of relation \"t\" violates not-null constraint",
        "23505 | duplicate key value violates unique constraint \"t_pkey\" | duplicate key value violates unique constraint \"t_pkey\"",
        "55P03 | could not obtain lock on relation \"t\" | could not obtain lock on relation \"t\"",
        "00000 | table \"t\" does not exist, skipping | table \"t\" does not exist, skipping",
        "XX000 | parse error: 'POINT(1' it's | parse error: '…' it's",
        "XX000 | can't do that | can't do that",
        "HV00X | something \"Jane\" of \"Doe\" | something \"…\"",
      })
  void eachCodeQuotesNamesOrValues(String state, String message, String shown) {
    ServerText words = ServerText.of(error(state, message, null, "some_routine"));

    assertThat(words.whole()).isEqualTo(message);
    assertThat(words.shown()).isEqualTo(shown);
    assertThat(words.confidential()).isEqualTo(shown.equals(message) ? null : message);
  }

  @ParameterizedTest
  @CsvSource({"P0001", "23505", "42P01", "00000", "01000"})
  void whatRaiseQuotesIsCutWhateverItsCode(String state) {
    var error = error(state, "bad row: \"Jane\" in orders", "look at \"Jane\"", "exec_stmt_raise");

    assertThat(ServerText.of(error).shown()).isEqualTo("bad row: \"…\" in orders");
    assertThat(ServerText.hint(error)).isEqualTo("look at \"…\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "42703 | Perhaps you meant to reference the column \"t.x\". | Perhaps you meant to reference the column \"t.x\".",
        "22008 | Perhaps you need a different \"datestyle\" setting. | Perhaps you need a different \"datestyle\" setting.",
        "XX000 | \"POINT(1\" <-- parse error at position 7 | \"…\" <-- parse error at position 7",
      })
  void hintsNameObjectsToo(String state, String hint, String shown) {
    assertThat(ServerText.hint(error(state, "x", hint, "r"))).isEqualTo(shown);
  }

  @Test
  void oursStandsAround() {
    ServerText words =
        ServerText.of(error("22P02", "bad: \"Jane\"", null, "r")).after("V1: ").then("; gone");

    assertThat(words.shown()).isEqualTo("V1: bad: \"…\"; gone");
    assertThat(words.whole()).isEqualTo("V1: bad: \"Jane\"; gone");
  }

  private static PSQLException error(
      String state,
      String message,
      @org.jspecify.annotations.Nullable String hint,
      String routine) {
    String text =
        "SERROR\0VERROR\0C%s\0M%s\0%sR%s\0\0"
            .formatted(state, message, hint == null ? "" : "H" + hint + "\0", routine);
    return new PSQLException(new ServerErrorMessage(text));
  }
}
